"""What many suspects without a document cost everybody, as ratios to without them."""

from pathlib import Path

from odoo.tools import SQL

from ..load import bulk
from .meter import Meter
from .table import Table, memory_mb

PROFILE = "customer.retention.profile"
VIEWS = "oe_customer_retention.customer_retention_profile_view_"
FIND = ("display_name", "ilike")
LISTED = 80
STATUSES = ("active", "at_risk", "dormant", "lost", "prospect")
COUNTED = 10_001  # as far as the web client's pager counts
SELLER = "sales_team.group_sale_salesman"
MANAGER = "sales_team.group_sale_salesman_all_leads"


class SuspectsBench:
    """The same measurements on the main company of a database, without and with."""

    def __init__(self, env, suspects):
        self.env, self.company, self.suspects = env, env.company, suspects
        self.meter, self.table = Meter(env), Table()
        self.refresh = env["customer.retention.refresh"]
        self.sellers = self._sellers()
        self.people = {
            "manager": env.ref("base.user_admin"),
            "salesperson": self.sellers[0],
        }

    def _sellers(self):
        """Return the company's salespeople who see their own customers only."""
        group, more = map(self.env.ref, (SELLER, MANAGER))
        domain = [
            ("company_id", "=", self.company.id),
            ("all_group_ids", "in", group.id),
            ("all_group_ids", "not in", more.id),
        ]
        return self.env["res.users"].search(domain, order="id desc")

    def run(self):
        """Measure without suspects, let them in, and measure again."""
        self.env.cr.execute(NUMBERS)
        self.env.cr.execute(TEAMS_OF_OLD)
        first = self._refreshed()
        self.table.add("first refresh, without suspects", first)
        self._settle()
        without = self._measure({})
        self._make_suspects()
        let_in = self._refreshed()
        note = f"{let_in.result.created_count} profiles new"
        self.table.add("refresh that lets them in", let_in, (first, "first"), note=note)
        self._settle()
        self._measure(without)

    def _settle(self):
        """Commit, and clean up as the database does by itself within minutes."""
        bulk.vacuum_after_commit(self.env, WRITTEN)
        self.env.cr.commit()

    def _make_suspects(self):
        """Copy a contact, and have the company take all of Contacts."""
        values = {"name": "Exemplar", "is_company": True}
        exemplar = self.env["res.partner"].create(values)
        self.env.flush_all()
        copied = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if field.store and field.column_type and name not in VARIED
        ]
        self.env.cr.execute(
            SQL(
                SUSPECTS,
                columns=SQL(", ").join(map(SQL.identifier, copied)),
                values=SQL(", ").join(SQL.identifier("e", name) for name in copied),
                suspects=self.suspects,
                sellers=self.sellers.ids,
                exemplar=exemplar.id,
            )
        )
        self.env.invalidate_all()
        self.company.retention_audience = "everybody"

    def _refreshed(self):
        return self.meter.measure(lambda: self.refresh._refresh(self.company))

    def _measure(self, without):
        """Add a row for each measurement; return the measurements by name."""
        return {
            name: self._add(name, action, without.get(name), times)
            for name, action, times in self._actions()
        }

    def _add(self, name, action, former, times):
        measured = self.meter.best(action, times)
        against = former and (former, "without")
        more = measured.queries - former.queries if former else 0
        note = f"{more:+} statements" if former else ""
        self.table.add(name, measured, against, note=note)
        return measured

    def _actions(self):
        """Yield the name of each thing to measure, how it is done and how often."""
        yield "all refreshed anew", lambda: self.refresh._refresh(self.company), 3
        nobody = self.env["res.partner"]
        yield "a night", lambda: self.refresh._refresh_day(self.company, nobody), 5
        buyers = [("purchase_count", ">", 0), ("user_id", "=", self.sellers[0].id)]
        # The last one: its name is the longest, and its alone.
        self.sample = self.env[PROFILE].search(buyers, order="id desc", limit=1)
        yield "one customer refreshed", self.sample.action_refresh, 5
        for role, user in self.people.items():
            for name, read in self._readers(user):
                yield f"{role}: {name}", read, 5

    def _readers(self, user):
        company = {"allowed_company_ids": self.company.ids}
        env = self.env(user=user, context={"lang": "en_US", "tz": "UTC", **company})
        profiles = env[PROFILE]

        def fresh(method, *args, **kwargs):
            def read():
                self.env.invalidate_all()
                return method(*args, **kwargs)

            return read

        def listed(view, domain, order):
            specification = self._specification(env, view)
            options = {"limit": LISTED, "order": order, "count_limit": COUNTED}
            return fresh(profiles.web_search_read, domain, specification, **options)

        stake = "revenue_at_risk desc, id"
        yield "list of customers", listed("list", [], stake)
        for what, typed in self._sought():
            yield f"search by {what}", listed("list", [(*FIND, typed)], stake)
        never = [("first_purchase_date", "=", False)]
        longest = "last_crm_date, id"
        yield "list of suspects", listed("list_suspects", never, longest)
        columns = {
            "order": stake,
            "auto_unfold": True,
            "unfold_read_specification": self._specification(env, "kanban_stage"),
        }
        yield "board", fresh(profiles.web_read_group, [], ["stage_id"], **columns)
        bar = {"field": "status", "colors": dict.fromkeys(STATUSES, "info")}
        yield "board: bars", fresh(profiles.read_progress_bar, [], "stage_id", bar)
        calls = env["customer.retention.call.list"]
        yield "Call today", fresh(calls.get_page)
        yield "Call today: suspects", fresh(calls.get_page, None, "suspects")
        dashboard = env["customer.retention.dashboard"]
        yield "dashboard", fresh(dashboard.get_data, [], "year")

    def _sought(self):
        """Yield what a caller tells of itself, and how it is typed."""
        customer = self.sample.partner_id
        yield "phone", customer.phone
        yield "name", customer.name

    def _specification(self, env, view):
        """Return what the web client reads of each row of a view."""
        profiles = env[PROFILE]
        got = profiles.get_view(self.env.ref(VIEWS + view).id)
        fields = profiles._fields
        named = {"fields": {"display_name": {}}}
        return {
            name: named if fields[name].relational else {}
            for name in got["models"][PROFILE]
            if name in fields and profiles._has_field_access(fields[name], "read")
        }


WRITTEN = (
    "res_partner",
    *(f"customer_retention_{name}" for name in ("profile", "transition", "run")),
    *(f"customer_retention_{name}_day" for name in ("purchase", "outreach")),
    "customer_lifecycle_journal",
)
VARIED = ("id", "name", "complete_name", "phone", "user_id", "commercial_partner_id")
# Loading the database is no change of the night.
TEAMS_OF_OLD = "UPDATE crm_team_member SET write_date = write_date - INTERVAL '1 week'"
NUMBERS = """
    UPDATE res_partner SET phone = '+32 9 ' || to_char(1000000 + id, 'FM000 00 00')
    WHERE commercial_partner_id = id AND phone IS NULL"""
SUSPECTS = """
    INSERT INTO res_partner (name, complete_name, phone, user_id, id,
                             commercial_partner_id, %(columns)s)
    SELECT 'Suspect company ' || n, 'Suspect company ' || n,
           '+32 9 ' || to_char(3000000 + n, 'FM000 00 00'),
           (%(sellers)s)[1 + n %% cardinality(%(sellers)s)],
           next.id, next.id, %(values)s
    FROM generate_series(1, %(suspects)s) n
    CROSS JOIN LATERAL (SELECT nextval('res_partner_id_seq') + 0 * n AS id) next
    JOIN res_partner e ON e.id = %(exemplar)s"""


def index_numbers(env):
    """Make the indexes of phone numbers by pg_trgm, as Odoo does where it is installed
    from the beginning. The transaction that changes numbers could not use them."""
    env["res.partner"].init()


def print_report(env, path, suspects):
    """Measure, print the table, keep it as JSON in ``path``; the suspects stay."""
    bench = SuspectsBench(env, suspects)
    bench.run()
    bench.table.say("most memory of the process, MB", memory_mb())
    bench.table.save(Path(path), suspects=suspects, memory_mb=memory_mb())
