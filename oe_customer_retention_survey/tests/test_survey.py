from odoo.addons.oe_customer_retention.tests.common import (
    MANAGER,
    SALESMAN,
    RetentionCase,
    ago,
)
from odoo.exceptions import ValidationError
from odoo.tests import Form, HttpCase, JsonRpcException
from odoo.tools import mute_logger

ADDON = "oe_customer_retention_survey"
SURVEYOR = "survey.group_survey_user"


class SurveyCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref(f"{ADDON}.survey_nps")
        cls.question = cls.env.ref(f"{ADDON}.question_nps")
        cls.company.retention_nps_question_id = cls.question
        cls.customer = cls._customer(email="acme@example.com")
        cls._order(cls.customer, ago(100))

    @classmethod
    def _answer(cls, score, day, partner=None, **values):
        """An answer to the NPS question, given on ``day``."""
        partner = partner or cls.customer
        answer = cls.survey._create_answer(partner=partner, **values)
        answer._save_lines(cls.question, str(score))
        answer._mark_done()
        answer.end_datetime = f"{day} 12:00:00"
        return answer

    def _score(self, customer=None):
        self._refresh()
        profile = self._profile(customer or self.customer)
        return profile.nps_score, profile.nps_group


class TestNps(SurveyCase):
    def test_the_last_answer_of_any_of_its_people_is_the_customer_s(self):
        self.assertEqual(self._score(), (False, False))
        buyer = self._customer("Buyer", is_company=False, parent_id=self.customer.id)
        self._answer(9, ago(5), partner=buyer)
        self._answer(0, ago(9))
        self.assertEqual(self._score(), (9, "promoter"))
        self.assertEqual(self._profile(self.customer).nps_date, ago(5))

    def test_groups_begin_where_they_are_known_to(self):
        for score, group, nps in (
            (0, "detractor", -100),
            (6, "detractor", -100),
            (7, "passive", 0),
            (8, "passive", 0),
            (9, "promoter", 100),
        ):
            answer = self._answer(score, ago(5))
            with self.subTest(score=score):
                self.assertEqual(self._score(), (score, group))
                self.assertEqual(self._profile(self.customer).nps, nps)
            answer.unlink()

    def test_a_net_promoter_score_takes_ten_who_answered(self):
        profiles = self.env["customer.retention.profile"]
        company = [("company_id", "=", self.company.id)]
        for customers, told in ((9, False), (1, 100)):
            for _customer in range(customers):
                customer = self._customer()
                self._order(customer, ago(100))
                self._answer(9, ago(5), partner=customer)
            self._refresh()
            [[score]] = profiles._read_group(company, [], ["nps:avg"])
            self.assertEqual(score, told)

    def test_what_was_not_ended_and_what_is_a_test_are_no_answers(self):
        self._answer(9, ago(5)).state = "in_progress"
        self._answer(9, ago(5)).test_entry = True
        self.assertEqual(self._score(), (False, False))
        self.assertFalse(self._profile(self.customer).last_survey_date)

    def test_without_a_question_there_is_no_score(self):
        self._answer(9, ago(5))
        self.company.retention_nps_question_id = False
        self.assertEqual(self._score(), (False, False))
        self.assertEqual(self._profile(self.customer).last_survey_date, ago(5))

    def test_the_question_is_a_scale_of_ten(self):
        with self.assertRaisesRegex(ValidationError, "not a scale from 0 to 10"):
            self.company.retention_nps_question_id = self.env.ref(
                f"{ADDON}.question_loss"
            )

    def test_the_settings_show_the_whole_question(self):
        self.env.user.group_ids += self.env.ref(SURVEYOR)
        settings = self.env["res.config.settings"].with_company(self.company)
        with Form(settings) as form:
            self.assertEqual(form.retention_nps_question, self.question.title)
            form.retention_nps_question_id = self.env["survey.question"]
            self.assertFalse(form.retention_nps_question)

    def test_an_answer_makes_nobody_a_customer(self):
        somebody = self._customer("Somebody")
        self._answer(9, ago(5), partner=somebody)
        self._refresh()
        self.assertFalse(self._profile(somebody))

    def test_it_ends_a_silence_where_the_policy_says_so(self):
        self._answer(9, ago(5))
        self.assertEqual(self._status(self.customer), "dormant")
        self.policy.count_survey = True
        self.assertEqual(self._status(self.customer), "active")

    def test_a_detractor_fires_a_reaction(self):
        ready = self.env.ref(f"{ADDON}.reaction_detractor")
        reaction = ready.copy({"company_id": self.company.id, "active": True})
        reaction.switched_on = f"{ago(5)} 00:00:00"
        self._refresh()
        self._answer(7, ago(3))
        self._answer(6, ago(4))
        self._refresh(self.customer)
        self.env.invalidate_all()
        self.assertEqual(reaction.log_ids.mapped("transition_date"), [ago(4)])


class TestLossReason(SurveyCase):
    """A reaction asks a lost customer why it left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_company("Other Ltd")
        cls._order(cls.customer, ago(100), company_id=cls.other.id)
        cls._refresh(company=cls.other)
        ready = cls.env.ref(f"{ADDON}.reaction_ask_why")
        cls.reaction = ready.copy({"company_id": cls.company.id, "active": True})
        cls.policy.write({"at_risk_days": 50, "dormant_days": 80, "lost_days": 100})
        cls._refresh(as_of=ago(1))
        cls.why = cls.env.ref(f"{ADDON}.question_loss")

    def _choose(self, answer, name):
        reason = self.env.ref(f"oe_customer_retention.loss_reason_{name}")
        choice = self.why.suggested_answer_ids.filtered(
            lambda each: each.retention_loss_reason_id == reason
        )
        answer._save_lines(self.why, str(choice.id))
        answer.with_user(self.env.ref("base.public_user")).sudo()._mark_done()
        return reason

    def _reasons(self):
        self.env.invalidate_all()
        return [
            self._profile(self.customer, company).loss_reason_id
            for company in (self.company, self.other)
        ]

    def test_the_answer_to_its_mail_is_the_loss_reason_in_its_company(self):
        self._refresh(self.customer)
        line = self.reaction.log_ids
        self.assertEqual((line.state, line.error), ("done", False))
        answer = self.env["survey.user_input"].search(
            [("retention_log_id", "=", line.id)]
        )
        self.assertEqual(answer.partner_id, self.customer)
        mail = self.env["mail.mail"].search(
            [("model", "=", answer._name), ("res_id", "=", answer.id)]
        )
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(answer.access_token, mail.body_html)
        told = " ".join(self._profile(self.customer).message_ids.mapped("body"))
        self.assertIn("Survey sent", told)
        self.assertNotIn(answer.access_token, told)
        reason = self._choose(answer, "delivery")
        none = reason.browse()
        self.assertEqual(self._reasons(), [reason, none])

    def test_sent_by_hand_it_is_that_of_every_company(self):
        answer = self.why.survey_id._create_answer(partner=self.customer)
        reason = self._choose(answer, "need")
        self.assertEqual(self._reasons(), [reason, reason])

    def test_a_reason_of_another_company_is_not_said_here(self):
        reason = self.env.ref("oe_customer_retention.loss_reason_need")
        reason.company_id = self.other
        answer = self.why.survey_id._create_answer(partner=self.customer)
        self._choose(answer, "need")
        self.assertEqual(self._reasons(), [reason.browse(), reason])

    def test_a_test_says_nothing(self):
        answer = self.why.survey_id._create_answer(partner=self.customer)
        answer.test_entry = True
        reason = self._choose(answer, "need")
        self.assertEqual(self._reasons(), [reason.browse()] * 2)


class TestSurveyReaders(SurveyCase):
    def test_the_story_tells_which_one_to_users_of_surveys_only(self):
        seller = self._user("seller", SALESMAN)
        surveyor = self._user("surveyor", MANAGER, SURVEYOR)
        self.customer.user_id = seller
        self._answer(9, ago(5))
        self._refresh()
        profile = self._profile(self.customer)
        for user, summary in ((surveyor, self.survey.title), (seller, False)):
            story = profile.with_user(user).get_story(kinds=["survey"])
            [row] = story["touchpoints"]
            self.assertEqual(row["event"], "Answered a survey")
            self.assertEqual(row["summary"], summary)
        form = Form(profile.with_user(seller))
        self.assertEqual((form.nps_score, form.nps_group), (9, "promoter"))

    def test_policy_and_reaction_show_it(self):
        for user in (
            self._user("manager", MANAGER),
            self._user("surveyor", MANAGER, SURVEYOR),
        ):
            with Form(self.policy.with_user(user)) as form:
                form.count_survey = True
            reaction = self.env.ref(f"{ADDON}.reaction_ask_why").with_user(user)
            self.assertEqual(Form(reaction).action, "survey")
            self.assertEqual(reaction.recipient, "The customer")


class TestSurveyCopied(SurveyCase):
    def test_who_reads_the_reasons_copies_them_and_others_the_rest(self):
        survey = self.env.ref(f"{ADDON}.question_loss").survey_id
        reasons = survey.question_ids.suggested_answer_ids.retention_loss_reason_id
        self.assertTrue(reasons)
        for groups, copied in (
            (["base.group_user", SURVEYOR], reasons.browse()),
            (["base.group_user", SURVEYOR, SALESMAN], reasons),
        ):
            user = self._user(f"copies_{len(groups)}", *groups)
            answers = survey.with_user(user).copy().sudo().question_ids
            answers = answers.suggested_answer_ids
            self.assertEqual(answers.retention_loss_reason_id, copied)

    def test_who_reads_no_surveys_copies_a_reaction_that_sends_none(self):
        manager = self._user("manager", MANAGER)
        reaction = self.env.ref(f"{ADDON}.reaction_detractor").with_user(manager)
        reaction = reaction.with_context(allowed_company_ids=self.company.ids)
        own = reaction.browse(reaction.action_copy_for_company()["res_id"])
        self.assertEqual(own.company_id, self.company)


class TestByRequest(SurveyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._user("surveyor", SALESMAN, SURVEYOR)

    def _assert_refused(self, records, method, *args):
        params = {"model": records._name, "method": method, "args": args, "kwargs": {}}
        with (
            self.subTest(model=records._name, method=method),
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            url = f"/web/dataset/call_kw/{records._name}"
            self.make_jsonrpc_request(url, params)

    def test_no_answer_tells_the_name_of_a_reason_that_is_not_read(self):
        other = self._new_company("Other Ltd")
        reason = self.env["customer.retention.loss.reason"].create(
            {"name": "Lawsuit", "company_id": other.id}
        )
        question = self.env.ref(f"{ADDON}.question_loss").copy()
        answer = question.suggested_answer_ids[:1]
        link = {"retention_loss_reason_id": reason.id}
        named = {"retention_loss_reason_id": {"fields": {"display_name": {}}}}
        line = {"suggested_answer_ids": [[1, answer.id, link]]}
        lines = {"suggested_answer_ids": {"fields": named}}
        self.authenticate("surveyor", "surveyor")
        self._assert_refused(answer, "write", answer.ids, link)
        self._assert_refused(question, "write", question.ids, line)
        self._assert_refused(answer, "onchange", [], link, [], named)
        self._assert_refused(question, "onchange", question.ids, line, [], lines)
        new = {"question_id": question.id, "value": "x", **link}
        self._assert_refused(answer, "create", new)

    def test_by_which_reaction_it_was_sent_is_nobody_s_to_say_or_to_read(self):
        self._refresh()
        line = self.env["customer.retention.reaction.log"].create(
            {
                "profile_id": self._profile(self.customer).id,
                "company_id": self.company.id,
                "date": ago(1),
                "occasion": "lost",
                "state": "done",
            }
        )
        answer = self.survey._create_answer(partner=self.customer)
        forged = {"retention_log_id": line.id}
        new = {"survey_id": self.survey.id, **forged}
        self.authenticate("surveyor", "surveyor")
        self._assert_refused(answer, "write", answer.ids, forged)
        self._assert_refused(answer, "create", new)
        self._assert_refused(answer, "read", answer.ids, ["retention_log_id"])
        path = [("retention_log_id.name", "ilike", "a")]
        self._assert_refused(answer, "search", path)
