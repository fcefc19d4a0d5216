from ...models import rates
from ...reports.dashboard import brief
from ..common import DAY, MANAGER, SALESMAN, RetentionCase


class TestBrief(RetentionCase):
    by_clock = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("sales_boss", MANAGER)
        cls.seller = cls._user("own_seller", SALESMAN)
        cls.other = cls._user("other_seller", SALESMAN)
        cls._buyer(150, 120, 90, 60, 30, name="Active", user_id=cls.seller.id)
        cls._buyer(170, 140, 110, 80, name="Slips", user_id=cls.other.id)
        cls._buyer(420, 400, 160, name="Gone quiet", user_id=cls.seller.id)
        cls._buyer(300, 10, name="Is back", user_id=cls.other.id)
        cls._buyer(400, 70, name="Nobody's", user_id=False)
        cls._refresh()

    def _brief(self, user=None, domain=()):
        dashboard = self.env["customer.retention.dashboard"]
        data = dashboard.with_user(user or self.manager).get_data(list(domain))
        return data["brief"]

    def _text(self, **options):
        return [
            "".join(part["text"] for part in sentence)
            for sentence in self._brief(**options)
        ]

    def test_a_name_opens_its_customer_alone(self):
        parts = sum(self._brief(), [])
        names = [part for part in parts if part["text"] == "Gone quiet"]
        self.assertTrue(names)
        for part in names:
            model = self.env[part["action"]["res_model"]]
            found = model.search(part["action"]["domain"])
            self.assertEqual(found.mapped("partner_name"), ["Gone quiet"])

    def test_the_share_is_told_beside_that_of_the_period_s_start(self):
        self.patch(rates, "MIN_CUSTOMERS_FOR_RATE", 1)
        self.assertRegex(
            self._text()[0], r"^2 of 5 customers are active: 40%, (up|down) from "
        )

    def test_too_few_customers_get_no_share(self):
        self.assertEqual(self._text()[0], "2 of 5 customers are active.")

    def test_a_share_that_is_small_is_not_told(self):
        [told] = [text for text in self._text() if "is at risk" in text]
        self.assertRegex(told, r"\d+% of it with ")
        self.patch(brief, "LEAST_SHARE", 2)
        [told] = [text for text in self._text() if "is at risk" in text]
        self.assertIn("is at risk, first of all with ", told)

    def test_the_first_are_the_same_however_few_are_looked_at_before(self):
        self.env["customer.retention.policy"].search([]).key_account_revenue = 150
        told = self._text()
        self.assertIn("Key accounts that are not active: Slips (At risk).", told)
        self.patch(brief, "SAMPLE", 1)
        for largest in (0, 1, 3, 4):
            self.patch(brief, "LARGEST", largest)
            self.assertEqual(self._text(), told)

    def test_few_customers_have_no_limits(self):
        self.assertEqual(self.env["customer.retention.dashboard"]._limits([]), {})

    def test_the_limits_are_what_the_largest_exceed(self):
        self.patch(brief, "SAMPLE", 1)
        self.patch(brief, "LARGEST", 1)
        limits = self.env["customer.retention.dashboard"]._limits([])
        self.assertEqual([*limits], [*brief.LARGEST_BY])
        profiles = self.env["customer.retention.profile"]
        for name, limit in limits.items():
            above = profiles.search(profiles._above(name, limit))
            self.assertEqual(above.mapped("partner_name"), ["Active"])

    def test_who_is_no_longer_in_good_standing_is_named(self):
        text = " ".join(self._text())
        self.assertIn("no longer: Gone quiet.", text)

    def test_customers_without_a_salesperson_are_to_be_decided(self):
        self.assertIn(
            "Customers without a salesperson, lost ones not counted: 1. To decide: "
            "who takes care of them.",
            self._text(),
        )

    def test_why_customers_left_is_told_of_those_who_are_gone(self):
        reason = self.env["customer.retention.loss.reason"].create({"name": "Price"})
        for name in ("Gone quiet", "Slips"):
            partner = self.env["res.partner"].search([("name", "=", name)])
            self._profile(partner).loss_reason_id = reason
        told = "Why dormant and lost customers left, in their own words: Price (1)."
        self.assertIn(told, self._text())

    def test_what_was_promised_is_told_beside_what_came(self):
        self.env["customer.retention.promise"].sudo().create(
            {
                "company_id": self.company.id,
                "user_id": self.seller.id,
                "date_from": self.today - 100 * DAY,
                "date_until": self.today - 10 * DAY,
                "expected": 900,
                "outcome": 700,
            }
        )
        told = [text for text in self._text() if text.startswith("Promised")]
        self.assertRegex(
            told[0].replace("\N{NO-BREAK SPACE}", " "), "900; actual: .*700"
        )
        other = [text for text in self._text(user=self.other) if "Promised" in text]
        self.assertFalse(other)
        self.assertFalse(
            [text for text in self._text(domain=[("id", ">", 0)]) if "Promised" in text]
        )

    def _buy_elsewhere(self, name, *days_ago, amount=100, **values):
        """Let a customer buy in another company as well, and look at both."""
        other = self._new_company("Elsewhere", **values)
        partner = self.env["res.partner"].search([("name", "=", name)])
        orders = [
            self._ordered(partner, self.today - days * DAY, amount, company_id=other.id)
            for days in days_ago
        ]
        self._insert_all("sale.order", orders)
        self._refresh(company=other)
        self.manager.company_ids += other
        self.env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.company.id, other.id],
            }
        )

    def test_a_customer_of_two_companies_is_named_with_each(self):
        self._buy_elsewhere("Gone quiet", 420, 400, 160)
        here, elsewhere = self.env.companies.mapped("name")
        [left] = [text for text in self._text() if "no longer" in text]
        for company in (here, elsewhere):
            self.assertIn(f"Gone quiet ({company})", left)
        self.env["customer.retention.policy"].search([]).key_account_revenue = 1
        self._refresh(company=self.env.companies)
        [key] = [text for text in self._text() if "Key accounts" in text]
        self.assertIn(f"({elsewhere}, Dormant)", key)

    def _buy_cheaply_elsewhere(self):
        """Let one buy elsewhere for 3 each in our currency, where orders are 100."""
        cheap = self.env["res.currency"].create({"name": "CHP", "symbol": "c"})
        rate = {"currency_id": cheap.id, "rate": 100, "name": "2020-01-01"}
        self.env["res.currency.rate"].create({**rate, "company_id": self.company.id})
        days = (420, 400, 160)
        self._buy_elsewhere("Gone quiet", *days, amount=300, currency_id=cheap.id)

    def test_a_limit_is_so_in_one_currency(self):
        self._buy_cheaply_elsewhere()
        profiles = self.env["customer.retention.profile"]
        for limit, expected in ((8, self.env.companies), (10, self.company)):
            above = profiles.search(profiles._above("revenue_total", limit))
            self.assertEqual(above.company_id, expected)

    def test_the_largest_is_so_in_one_currency(self):
        self._buy_cheaply_elsewhere()
        here, elsewhere = self.env.companies.mapped("name")
        for policy in self.env["customer.retention.policy"].search([]):
            policy.key_account_revenue = 1
        self._refresh(company=self.env.companies)
        self.patch(brief, "SAMPLE", 1)
        for largest in (0, 1, brief.LARGEST):
            self.patch(brief, "LARGEST", largest)
            text = self._text()
            [left] = [each for each in text if "no longer" in each]
            self.assertRegex(left, rf"{here}.*{elsewhere}")
            [key] = [each for each in text if "Key accounts" in each]
            self.assertNotIn(elsewhere, key.partition("first of all")[2])
            [stake] = [each for each in text if "% of it with" in each]
            self.assertNotIn(elsewhere, stake)

    def test_customers_of_two_companies_are_told_once(self):
        self._buy_elsewhere("Active", 40, 20)
        [told] = [text for text in self._text() if "by company" in text]
        self.assertRegex(told, "^Revenue at risk by company: ")
        self.assertIn("counted in another company as well: 1.", told)

    def test_a_salesperson_reads_of_own_customers_only(self):
        text = " ".join(self._text(user=self.seller))
        self.assertNotIn("Slips", text)
        self.assertNotIn("other_seller", text)

    def test_the_same_figures_make_the_same_sentences(self):
        self.assertEqual(self._brief(), self._brief())

    def test_nothing_is_said_of_nobody(self):
        text = self._text(domain=[("id", "=", 0)])
        self.assertEqual(len(text), 2)
