from lxml import etree

from ..common import RetentionCase


class TestCards(RetentionCase):
    def test_an_amount_on_a_card_says_what_it_is(self):
        profiles = self.env["customer.retention.profile"]
        cards = self.env["ir.ui.view"].search(
            [("model", "=", profiles._name), ("type", "=", "kanban")]
        )
        told = 0
        for card in cards:
            arch = etree.fromstring(profiles.get_view(card.id, "kanban")["arch"])
            for amount in arch.iterfind(".//field[@widget='monetary']"):
                label = profiles._fields[amount.get("name")].string
                said = amount.getprevious()
                self.assertEqual(said is not None and said.text, label, card.name)
                told += 1
        self.assertGreaterEqual(told, 2)
