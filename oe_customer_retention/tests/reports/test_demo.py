from ...demo.history import share_rates
from ..common import RetentionCase


class TestDemo(RetentionCase):
    def test_every_company_converts_at_the_same_rates(self):
        coin = self.env["res.currency"].create({"name": "COI", "symbol": "c"})
        abroad = self._new_company("Abroad", currency_id=coin.id)
        rate = {"currency_id": coin.id, "rate": 4, "name": "2020-01-01"}
        home = self.company.currency_id
        for known in (rate, {**rate, "currency_id": home.id, "rate": 1}):
            self.env["res.currency.rate"].create(
                {**known, "company_id": self.company.id}
            )
        share_rates(self.company)
        for company in (self.company, abroad):
            self.assertEqual(coin._convert(8, home, company), 2)
            self.assertEqual(home._convert(2, coin, company), 8)
            [own] = company.currency_id._get_rates(company, self.today).values()
            self.assertEqual(own, 1)
