from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ...models import labels
from ...reports import wording


@tagged("post_install", "-at_install")
class TestWording(TransactionCase):
    def _in(self, code):
        self.env["res.lang"]._activate_lang(code)
        return self.env["base"].with_context(lang=code).env

    def test_halves_of_a_percent_are_rounded_up(self):
        texts = [wording.percent(self.env, share) for share in (0.125, 0.425, 0.005)]
        self.assertEqual(texts, ["13%", "43%", "1%"])

    def test_an_unknown_share_is_a_dash_and_none_is_zero(self):
        self.assertEqual(wording.percent(self.env, False), "–")
        self.assertEqual(wording.percent(self.env, 0.0), "0%")

    def test_a_percent_is_written_as_in_the_reader_s_language(self):
        self.assertEqual(
            wording.percent(self._in("fr_FR"), 0.52), "52\N{NO-BREAK SPACE}%"
        )

    def test_decimals_are_written_as_in_the_reader_s_language(self):
        french = self._in("fr_FR")
        self.assertEqual(labels.decimal(french, 2.14), "2,1")
        self.assertEqual(labels.decimal(french, -0.0813, 4), "-0,0813")
        self.assertEqual(labels.decimal(self.env, 2.14, signed=True), "+2.1")

    def test_three_words_stand_in_a_row_in_every_language(self):
        rows = {
            "en_US": "a, b, c",
            "de_DE": "a, b, c",
            "fr_FR": "a, b, c",
            "es_ES": "a, b, c",
            # The marks keep Latin words in their order.
            "ar_001": "a\N{RIGHT-TO-LEFT MARK}، b\N{RIGHT-TO-LEFT MARK}، c",
        }
        for code, row in rows.items():
            with self.subTest(language=code):
                self.assertEqual(labels.enumerated(self._in(code), list("abc")), row)

    def test_a_moment_has_the_comma_of_the_reader_s_language(self):
        at = datetime(2026, 11, 29, 12)
        commas = {"ar_001": "2026\N{RIGHT-TO-LEFT MARK}، ", "de_DE": "2026, "}
        for code, comma in commas.items():
            self.assertIn(comma, wording.moment(self._in(code), at))

    def test_phrases_are_parted_by_the_semicolon_of_the_reader_s_language(self):
        rows = {
            "en_US": "a; b; c",
            "fr_FR": "a\N{NO-BREAK SPACE}; b\N{NO-BREAK SPACE}; c",
            "ar_001": "a\N{RIGHT-TO-LEFT MARK}؛ b\N{RIGHT-TO-LEFT MARK}؛ c",
        }
        for code, row in rows.items():
            self.assertEqual(labels.phrased(self._in(code), ["a", "b", "c"]), row)

    def _days(self, code, text):
        env = self._in(code)
        return [labels.counted(env, text, days=days) for days in (0, 1, 2, 3, 11, 100)]

    def test_a_noun_has_the_form_its_number_asks_for(self):
        self.assertEqual(
            self._days("de_DE", "seit %(days)s {days:Tag|Tagen}")[:3],
            ["seit 0 Tagen", "seit 1 Tag", "seit 2 Tagen"],
        )
        self.assertEqual(
            self._days("fr_FR", "%(days)s {days:jour|jours}")[:3],
            ["0 jour", "1 jour", "2 jours"],
        )

    def test_a_language_has_as_many_forms_as_it_needs(self):
        self.assertEqual(
            self._days("ar_001", "%(days)s {days:a|b|c|d|e|f}"),
            ["0 a", "1 b", "2 c", "3 d", "11 e", "100 f"],
        )

    def test_a_form_may_say_the_number_itself(self):
        days = self._days("ar_001", "since %(days)s {days:a|b|=c|d|e|f}")
        self.assertEqual(days[1:4], ["since 1 b", "since c", "since 3 d"])

    def test_days_ago_are_spelled_as_days_in_a_sentence_are(self):
        said = {
            "en_US": ["1 day ago", "2 days ago", "11 days ago"],
            "de_DE": ["vor 1 Tag", "vor 2 Tagen", "vor 11 Tagen"],
            "es_ES": ["hace 1 día", "hace 2 días", "hace 11 días"],
            "fr_FR": ["il y a 1 jour", "il y a 2 jours", "il y a 11 jours"],
            "ar_001": ["قبل يوم واحد", "قبل يومين", "قبل 11 يوماً"],
        }
        for code, days in said.items():
            with self.subTest(language=code):
                env = self._in(code)
                ago = [labels.days_ago(env, count) for count in (1, 2, 11)]
                self.assertEqual(ago, days)

    def test_a_number_before_a_noun_is_grouped_and_its_percent_sign_kept(self):
        text = labels.counted(
            self._in("de_DE"), "%(n)s {n:Kunde|Kunden}, %(share)s %%", n=1234, share=5
        )
        self.assertEqual(text, "1.234 Kunden, 5 %")

    def test_a_title_has_its_colon_as_in_the_reader_s_language(self):
        parts = ("Appel", False, "Ada")
        french = labels.titled(self._in("fr_FR"), *parts)
        self.assertEqual(french, "Appel\N{NO-BREAK SPACE}: Ada")
        self.assertEqual(labels.titled(self.env, *parts), "Appel: Ada")
        self.assertEqual(labels.titled(self.env, "", None), "")

    def test_shares_differ_by_points(self):
        self.assertEqual(wording.change(self.env, -0.311, "percent"), "-31 pts")
        self.assertEqual(wording.change(self.env, 0.046, "percent"), "+5 pts")

    def test_excel_writes_points_as_the_screen_does(self):
        points = wording.points_format(self.env)
        self.assertEqual(points, '"+"0" pts";"-"0" pts";"±"0" pts"')
        arabic = wording.points_format(self._in("ar_001"))
        self.assertIn('"\N{LEFT-TO-RIGHT MARK}-"0', arabic)

    def test_excel_writes_percents_as_the_screen_does(self):
        self.assertEqual(wording.percent_format(self.env), "0%")
        french = wording.percent_format(self._in("fr_FR"))
        self.assertEqual(french, '0"\N{NO-BREAK SPACE}"%')

    def test_days_are_written_in_the_reader_s_own_format(self):
        arabic = self._in("ar_001")
        arabic["res.lang"]._lang_get("ar_001").date_format = "%d/%m/%Y"
        self.assertEqual(wording.day(arabic, date(2025, 11, 29)), "29/11/2025")

    def test_moments_have_day_hour_and_minute(self):
        at = datetime(2026, 11, 28, 18, 29)
        utc = self.env(context={"tz": "UTC"})
        text = wording.moment(utc, at).replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(text, "11/28/2026, 6:29 PM")

    def test_a_difference_that_rounds_to_nothing_has_both_signs(self):
        self.assertEqual(wording.change(self.env, 0.004, "percent"), "±0 pts")
        self.assertEqual(wording.change(self.env, -0.004, "percent"), "±0 pts")
        self.assertEqual(wording.change(self.env, 0, "count"), "±0")
        self.assertRegex(wording.change(self.env, -0.4, "money"), "^±[^-+]*$")

    def test_an_unknown_difference_is_blank(self):
        self.assertEqual(wording.change(self.env, False, "money"), "")

    def test_the_sign_of_money_comes_first(self):
        euro = self.env.ref("base.EUR")
        euro.write({"symbol": "€", "position": "before"})
        text = wording.money(self.env, -2455.4, euro)
        self.assertEqual(text.replace("\N{NO-BREAK SPACE}", ""), "-€2,455")
        self.assertRegex(wording.change(self.env, 8875.2, "money"), r"^\+.*8,875")

    def test_a_sign_stays_before_its_number_from_right_to_left(self):
        arabic = self._in("ar_001")
        before = "\N{LEFT-TO-RIGHT MARK}"
        self.assertEqual(labels.decimal(arabic, 2.14, signed=True), f"{before}+2.1")
        self.assertEqual(labels.count(arabic, -7), f"{before}-7")
        self.assertTrue(wording.change(arabic, -0.03, "percent").startswith(before))
        isolated = f"{labels.ISOLATE}{before}-"
        self.assertTrue(wording.money(arabic, -5).startswith(isolated))

    def test_symbols_keep_their_side_of_the_number_from_right_to_left(self):
        arabic, usd = self._in("ar_001"), self.env.ref("base.USD")
        for text in (
            wording.percent(arabic, 0.95),
            wording.money(arabic, 616, usd),
            wording.change(arabic, 616, "money"),
            wording.change(arabic, 0, "money"),
            labels.amount(arabic, 2990.5, usd),
        ):
            self.assertRegex(text, "^\u2066[^\u2066\u2069]+\u2069$")
            self.assertRegex(labels.with_marks(text), "^\u200e[^\u2066\u2069]+\u200e$")
        self.assertEqual(wording.percent(self.env, 0.95), "95%")
        self.assertEqual(wording.money(self.env, 616, usd), "$\xa0616")

    def test_a_rate_needs_ten_customers(self):
        self.assertIs(wording.rate(4, 9), False)
        self.assertEqual(wording.rate(4, 10), 0.4)

    def test_a_part_has_its_rate_beside_it_where_enough_make_one(self):
        texts = [
            wording.part_and_share(self.env, part, whole)
            for part, whole in ((3, 10), (3, 9), (0, 0))
        ]
        self.assertEqual(texts, ["3 (30%)", "3 of 9", "0"])
