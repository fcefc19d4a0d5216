"""Two databases that differ only in what somebody may not read answer the same."""

from base64 import b64encode
from datetime import datetime, time
from unittest.mock import patch

from odoo.tools import SQL, mute_logger

from ..common import ACCOUNTANT, MANAGER, ago
from ..condition.condition_common import STORED
from .access_common import ADDON, AccessCase
from .access_decisions import WIZARDS
from .answers import PARTS, PROFILE, READ, SAID, USES, Answers, undecided
from .planted import PlantedMixin

CONDITIONS = f"odoo.addons.{ADDON}.models.condition.mixin"
# Refusals are among the answers.
NOISY = (
    "odoo.sql_db",
    "odoo.models",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.mail.models.mail_render_mixin",
)
SECRET = {"one": "4711", "other": "9999"}
AMOUNT = {"one": 7_000, "other": 90_000}
SEES_NOTHING = ("employee", "portal")
SELLERS = ("own", "all", "manager")


def chat(case, variant):
    """A private chat of two colleagues."""
    author = case.users["accountant"]
    channels = case.env["discuss.channel"].with_user(author).sudo()
    colleague = case.reader.partner_id
    values = {"name": "Private", "channel_type": "chat"}
    channel = channels.create({**values, "channel_partner_ids": [(4, colleague.id)]})
    channel.message_post(
        body=f"My salary is {SECRET[variant]}",
        author_id=author.partner_id.id,
        message_type="comment",
    )


def order_of_another_company(case, variant):
    """Of a customer both companies know."""
    values = {"company_id": case.other.id, "client_order_ref": SECRET[variant]}
    case._order(case.own, ago(5), AMOUNT[variant], **values)
    if variant == "one":
        case._order(case.own, ago(4), **values)


def customer_of_a_colleague(case, variant):
    """What a colleague sells, says and plans."""
    if variant == "one":
        case._order(case.colleagues, ago(3))
    case._order(case.colleagues, ago(5), AMOUNT[variant])
    profile = case._profile(case.colleagues)
    profile.write(
        {"block_reason": SECRET[variant], "blocked": True, "snoozed_until": ago(-9)}
    )
    profile.message_post(body=SECRET[variant])
    case.env["customer.retention.interaction"].create(
        {"profile_id": profile.id, "note": SECRET[variant], "outcome": "negative"}
    )


def what_is_owed(case, variant):
    """For those who read invoices; what was invoiced all salespeople see."""
    invoice = case._move(case.own, ago(60), 1_000)
    case._receivable(invoice, ago(30), AMOUNT[variant])


def reason_of_a_block(case, variant):
    """Blocked in the dialog, which writes to the chatters."""
    decisions = case._as("manager", case.env["customer.retention.decision"])
    values = {"kind": "block", "reason": SECRET[variant]}
    profiles = [(6, 0, case._profile(case.own).ids)]
    decisions.create({**values, "profile_ids": profiles}).action_apply()


def problem_of_another_company(case, variant):
    """Met with what all companies share."""
    shared = case.env["customer.lifecycle.rule"].search([("company_id", "=", False)])
    shared[:1]._set_problem(case.other, {"path": SECRET[variant]})


def segment_of_somebody(case, variant):
    """A colleague's own: its name, and who is in it."""
    segments = case.env["customer.segment"].with_user(case.reader)
    own = segments.create({"name": SECRET[variant], "company_id": case.company.id})
    own.owner_id = case.reader
    customers = case.own + case.nobodys if variant == "one" else case.own
    own.sudo().profile_ids = case._profile(customers)


def wizard_of_somebody(case, variant):
    """Of every kind that can be opened by itself, with its words filled in."""
    user = case.users["accountant"]
    for model in WIZARDS:
        wizards = case.env[model].with_user(user).sudo()
        fields = [field for field in wizards._fields.values() if field.store]
        if any(field.type == "many2one" and field.required for field in fields):
            continue
        words = [f.name for f in fields if f.type in ("char", "text")]
        values = dict.fromkeys(words, SECRET[variant])
        if "file" in wizards._fields:
            values["file"] = b64encode(f"Name\n{SECRET[variant]}".encode())
        elif "profile_ids" in wizards._fields:
            values["profile_ids"] = [(6, 0, case._profile(case.own).ids)]
        wizards.create(values)


# From whom each is kept.
SECRETS = {
    chat: (*SELLERS, *SEES_NOTHING),
    order_of_another_company: (*SELLERS, *SEES_NOTHING),
    customer_of_a_colleague: ("own", *SEES_NOTHING),
    what_is_owed: (*SELLERS, *SEES_NOTHING),
    problem_of_another_company: (*SELLERS, *SEES_NOTHING),
    reason_of_a_block: SEES_NOTHING,
    segment_of_somebody: (*SELLERS, *SEES_NOTHING),
    wizard_of_somebody: (*SELLERS, *SEES_NOTHING),
}
# Conditions that tell one database from the other, would somebody search them.
PROBES = (
    ("company_id.user_ids.partner_id.channel_ids.message_ids.body", "ilike", "4711"),
    ("partner_id.sale_order_ids.client_order_ref", "=", "4711"),
    ("partner_id.sale_order_ids.amount_untaxed", ">", 9_000),
    ("partner_id.retention_profile_ids.revenue_total", ">", 9_000),
    ("segment_ids.profile_ids.block_reason", "=", "4711"),
    ("segment_ids", "ilike", "4711"),
    ("block_reason", "=", "4711"),
    ("overdue_amount", ">", 9_000),
    ("outcome_ids.note", "=", "4711"),
    ("message_ids.body", "ilike", "4711"),
    ("partner_id.message_ids.body", "ilike", "4711"),
    ("partner_id.credit", ">", 9_000),
    ("create_uid.partner_id.channel_ids.message_ids.body", "ilike", "4711"),
)


class TestNonInterference(PlantedMixin, AccessCase):
    """What is made of all customers of a company on purpose stays as it is: cut points
    of scores, set by hand here, and the fitted model, which is not fitted again."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies.retention_rfm_method = "own"
        for role in SELLERS:
            cls.users[role].group_ids += cls.env.ref("base.group_allow_export")
        cls.reader = cls._user("access_reader", MANAGER, ACCOUNTANT)
        cls._refresh(company=cls.companies)
        cls.env["customer.retention.reorder.model"].search([]).confidence = "normal"
        cls.lifecycle = cls.company.retention_lifecycle_id
        cls.env.flush_all()

    def test_everything_there_is_was_decided(self):
        self.assertFalse(undecided(self.registry), "add it to answers")
        self.assertEqual(STORED.keys(), USES.keys())

    def test_what_a_role_may_not_read_changes_no_answer(self):
        for role in dict.fromkeys(role for roles in SECRETS.values() for role in roles):
            with self.subTest(role=role):
                self.assertFalse(self._different(role))

    def _different(self, role, parts=PARTS, probes=PROBES, models=READ):
        """Return ``{question: answers}`` where the two databases answer otherwise.

        :param probes: conditions, beside those of the models themselves
        :param models: whose records are read
        """
        asked = (parts, [[probe] for probe in probes], models)
        sequences = self._sequences()
        one, other = (
            self._taken(role, variant, asked, sequences) for variant in ("one", "other")
        )
        self.assertTrue(one)
        self.assertEqual(one.keys(), other.keys())
        return {
            question: _difference(answer, other[question])
            for question, answer in one.items()
            if answer != other[question]
        }

    def _taken(self, role, variant, asked, sequences):
        """Return the answers in one of the databases, and leave none of it."""
        with self.env.cr.savepoint() as savepoint, mute_logger(*NOISY):
            self._restore(sequences, 1_000)
            for plant, roles in SECRETS.items():
                if role in roles:
                    plant(self, variant)
            self._refresh(company=self.companies)
            runs = self.env["customer.retention.run"].search([])
            runs.write({"duration": 0, "started_at": False})
            moves = self.env["customer.lifecycle.journal"].search([])
            timed = moves.filtered("at")
            timed.write({"at": datetime.combine(self.today, time())})
            self.env.flush_all()
            self._restore(sequences, 2_000)
            parts, probes, models = asked
            answers = Answers(self, role, probes, models).take(parts)
            self.env.clear()
            savepoint.rollback()
        return answers

    # -- it finds what it is there for -------------------------------------------------

    def test_a_condition_that_asks_for_anything_is_found(self):
        with patch(f"{CONDITIONS}.check_condition", lambda *_args: None):
            probes = [PROBES[place] for place in (0, 1, 7)]
            asked = str([*self._different("manager", ("conditions",), probes)])
        for path in ("channel_ids", "sale_order_ids", "overdue_amount"):
            self.assertIn(path, asked)

    def test_wizards_that_everybody_reads_are_found(self):
        self._switch_off("customer.retention.snooze")
        snooze = {"customer.retention.snooze"}
        different = self._different("own", ("records",), (), snooze)
        self.assertIn(("read", *snooze), different)

    def test_sizes_of_somebody_s_own_segment_are_found(self):
        for model in ("customer.segment.size", "customer.segment.trend"):
            self._switch_off(model)
            different = self._different("manager", ("records",), (), {model})
            self.assertIn(("group", model, "segment_id"), different)

    def test_a_salesperson_who_reads_all_customers_is_found(self):
        self._switch_off(PROFILE)
        different = self._different("own", ("reports",), ())
        self.assertIn(("workbook",), different)
        self.assertIn(("pdf",), different)
        self.assertIn(("dashboard", "year"), different)

    def _switch_off(self, model):
        """Let everybody who may read a model read all of its records."""
        self.env["ir.rule"].search([("model_id.model", "=", model)]).active = False

    def test_a_report_made_with_all_rights_is_found(self):
        workbook = self.registry["customer.retention.workbook"]
        original = workbook._open

        def open_for_all(_records, domain):
            return original(self.env[workbook._name], domain)

        with patch.object(workbook, "_open", open_for_all):
            self.assertIn(("workbook",), self._different("own", ("reports",), ()))

    def test_a_reason_written_to_the_contact_is_found(self):
        def tell_everybody(profiles, _decision, reason):
            profiles.partner_id._message_log(body=reason)

        with self._hole(PROFILE, "_log_decision", tell_everybody):
            different = self._different("employee", ("records",), (), ())
        self.assertIn(("chatter",), different)

    def test_mails_of_reactions_that_say_what_some_may_read_are_found(self):
        editor = self.env.ref("mail.group_mail_template_editor")
        self.users["manager"].group_ids += editor
        with self._hole("mail.template", "_check_retention_said", lambda _own: None):
            different = self._different("manager", ("mails",), ())
        for said in SAID:
            self.assertIn(("mailed by a reaction", said), different)

    def test_a_report_that_its_sender_can_open_is_found(self):
        def attach(report, _mail, name, content):
            values = {"name": name, "raw": content, "res_model": report._name}
            report.env["ir.attachment"].sudo().create({**values, "res_id": report.id})

        with self._hole("customer.retention.subscription", "_attach", attach):
            different = self._different("manager", ("mails",), ())
        self.assertIn(("mailed report",), different)

    def test_problems_of_other_companies_are_found(self):
        model = "customer.lifecycle.rule"

        def compute(rules):
            for rule in rules:
                rule.problem = str(rule.problems)

        with self._hole(model, "_compute_problem", compute):
            different = self._different("manager", ("records",), (), {model})
        self.assertIn(("read", model), different)

    # -- the same ids in both ----------------------------------------------------------

    def _sequences(self):
        """Return where the ids are; those of companies, of which none is made, must
        stay below 10,000: Odoo keys the codes of accounts by them."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT sequencename, coalesce(last_value, 1)
                       FROM pg_sequences WHERE schemaname = current_schema
                         AND sequencename != 'res_company_id_seq'"""
                )
            )
        )

    def _restore(self, sequences, ahead):
        """Have new records get the same ids in both databases."""
        rows = SQL(", ").join(
            SQL("(%s, %s)", f'"{name}"', value + ahead)
            for name, value in sequences.items()
        )
        self.env.cr.execute(
            SQL("SELECT setval(name, value) FROM (VALUES %s) row (name, value)", rows)
        )

    # -- what is saved ---------------------------------------------------------------

    def condition_values(self, model):
        """Return the values of a record that keeps a condition, but for these."""
        company = {"name": "Condition", "company_id": self.company.id}
        return {
            "customer.lifecycle.rule": {
                "name": "Condition",
                "lifecycle_id": self.lifecycle.id,
                "to_stage_id": self.lifecycle.stage_ids[-1].id,
                "sequence": 0,
            },
            "customer.retention.policy": {**company, "sequence": 0},
            "customer.retention.reaction": {
                **company,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            },
            "customer.retention.subscription": {
                **company,
                "user_ids": [(6, 0, self.users["manager"].ids)],
            },
            "customer.segment": {**company, "kind": "dynamic"},
        }[model]

    def conditions_of(self, records, probes):
        """Return all that may be asked for at once, and the probes."""
        allowed = [(path, "!=", False) for path in self._allowed(records)]
        yield ["|"] * (len(allowed) - 1) + allowed
        for domain in probes:
            [(path, operator, value)] = domain
            if records._condition_model == "res.partner":
                path = path.removeprefix("partner_id.")
            yield [(path, operator, value)]
            hop, _dot, rest = path.partition(".")
            if rest:
                yield [(hop, "any", [(rest, operator, value)])]

    def paths_of(self, records):
        """Return all fields; those that may be asked for, of one of the models only."""
        fields = {*self.env[records._condition_model]._fields}
        allowed = {*self._allowed(records)}
        is_first = records._name == "customer.segment"
        return sorted(fields | allowed if is_first else fields - allowed)

    def _allowed(self, records):
        return sorted(self.env[records._condition_model]._condition_fields())


def _difference(one, other):
    """Return the first place where two answers differ."""
    start = next(
        (i for i, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1),
        min(len(one), len(other)),
    )
    return [text[max(0, start - 120) : start + 80] for text in (one, other)]
