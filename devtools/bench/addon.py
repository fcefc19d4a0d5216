"""The measurements: refreshes first, then what reads their results."""

from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.tools import SQL

from . import confirm, readers
from .floor import FLOOR, WINDOW, copy_rows, loop_once, make_copies
from .meter import Meter
from .table import Table, memory_mb

LOOP_CUSTOMERS = 200
CHANGED_ORDERS = 1000
STEPS = {
    "_create_table": lambda name, *_: (
        "timeline" if "timeline" in name.code else "profiles"
    ),
    "_remove_profiles": "profiles",
    "_upsert_profiles": "profiles",
    "_write_days": "days",
    "_write_transitions": "timeline",
    "_write_statuses": "stages",
    "_write_stages": "stages",
}


class Bench:
    """One run on the main company of a database."""

    def __init__(self, env):
        self.env = env
        self.company = self.env.company
        self.refresh = self.env["customer.retention.refresh"]
        self.meter, self.table = Meter(self.env), Table()

    def run(self):
        """Measure everything, the floor first."""
        execute = self.env.cr.execute
        floor = SQL(FLOOR, company=self.company.id)
        self.floor = self.meter.best(lambda: execute(floor)), "floor"
        self.table.add("floor: one statement, no writing", self.floor[0])
        self._first_refresh()
        self._unchanged_refresh()
        self._nights()
        self._changed_documents()
        self._one_customer()
        self._loop()
        readers.measure(self)
        confirm.measure(self)

    def _first_refresh(self):
        first, steps = self._refresh()
        self.full = first, "first refresh"
        self.table.add("first: facts and profiles", steps["profiles"], self.floor, 2)
        self.table.add("first: purchase and contact days", steps["days"], self.floor)
        self.table.add("first: timeline", steps["timeline"], self.floor)
        self.table.add("first: lifecycle and its journal", steps["stages"], self.floor)
        note = self._written(first.result)
        self.table.add("first: all of it", first, self.floor, 4, note=note)
        make_copies(self.env.cr)
        copied = self.meter.measure(lambda: copy_rows(self.env.cr))
        self.table.add("the same rows, only written", copied, self.floor)

    def _unchanged_refresh(self):
        unchanged, steps = min(
            (self._refresh() for _ in range(2)), key=lambda found: found[0].cost
        )
        note = self._written(unchanged.result)
        self.facts = steps["profiles"], "unchanged facts"
        self.table.add(
            "unchanged: facts and profiles", steps["profiles"], self.floor, 1.3
        )
        self.table.add("unchanged: all of it", unchanged, self.floor, 2.5, note=note)
        self._timeline(steps["timeline"])
        rules = len(self.company.retention_lifecycle_id.rule_ids)
        self.table.add(
            "lifecycle, nothing to move",
            steps["stages"],
            self.full,
            note=f"{rules} rules",
        )

    def _refresh(self):
        with self.meter.steps(self.refresh, STEPS) as steps:
            measured = self.meter.measure(lambda: self.refresh._refresh(self.company))
        return measured, steps

    def _written(self, run):
        return (
            f"{run.created_count} profiles new, {run.changed_count} changed, "
            f"{run.transition_count} transitions"
        )

    def _timeline(self, computed):
        """The timeline against nothing but its window over the same days."""
        scope = Scope.of(self.company)
        signals = self.env["customer.retention.signal"]._of_customers(scope)
        query = SQL(WINDOW, signals=signals)
        window = self.meter.measure(lambda: self.env.cr.execute(query))
        self.table.add(
            "timeline, computed and compared", computed, (window, "bare window")
        )

    def _nights(self):
        incremental = self.env["customer.retention.incremental"]
        self.env["customer.retention.watermark"].search([]).unlink()
        incremental._refresh_changed(incremental._horizon())
        self._night("night, nothing changed", 0.3)
        tomorrow = self.company._retention_today() + timedelta(1)
        self._night("night, the next day", as_of=tomorrow)

    def _night(self, name, budget=None, as_of=None):
        with self._undone():
            measured = self.meter.measure(
                lambda: self.refresh._refresh_night(self.company, as_of)
            )
            note = f"{measured.result['changed_count']} profiles changed"
            self.table.add(name, measured, self.floor, budget, note=note)

    @contextmanager
    def _undone(self):
        """Roll back what is done within."""
        savepoint = self.env.cr.savepoint()
        yield
        savepoint.close(rollback=True)
        self.env.invalidate_all()

    def _change_orders(self):
        self.env.cr.execute(
            SQL(
                """UPDATE sale_order SET date_order = %(now)s, write_date = %(now)s
                   WHERE id IN (SELECT id FROM sale_order
                                WHERE state = 'sale' AND company_id = %(company)s
                                ORDER BY id LIMIT %(limit)s)""",
                now=self.env.cr.now(),
                company=self.company.id,
                limit=CHANGED_ORDERS,
            )
        )

    def _changed_documents(self):
        incremental = self.env["customer.retention.incremental"]
        self._change_orders()
        changed = self.meter.measure(
            lambda: incremental._refresh_changed(incremental._horizon())
        )
        name = f"{CHANGED_ORDERS} changed orders"
        self.table.add(name, changed, self.full, 0.05)

    def _one_customer(self):
        """One with as many purchases as the average buyer."""
        profiles = self.env["customer.retention.profile"]
        domain = [("company_id", "=", self.company.id), ("purchase_count", ">", 0)]
        [(average,)] = profiles._read_group(domain, [], ["purchase_count:avg"])
        buyers = [*domain, ("purchase_count", ">=", average)]
        profile = profiles.search(buyers, order="purchase_count, id", limit=1)
        measured = self.meter.best(profile.action_refresh)
        self.table.add("one customer", measured, None, 0.1)

    def _loop(self):
        """It finds six of the facts, and knows no past, scores or stages."""
        partners = self.env["customer.retention.profile"].search([]).partner_id
        sample = partners[:: max(1, len(partners) // LOOP_CUSTOMERS)]
        self.env.invalidate_all()
        once = self.meter.measure(lambda: [loop_once(self.env, p) for p in sample])
        once.cost *= len(partners) / len(sample)
        once.seconds *= len(partners) / len(sample)
        note = f"extrapolated from {len(sample)} of {len(partners)}"
        self.table.add("loop over partners", once, self.facts, least=100, note=note)
        self.table.add("loop over partners", once, self.full, note=note)


def print_report(env, path):
    """Measure, print the table, keep it as JSON in ``path``; roll back."""
    bench = Bench(env)
    bench.run()
    bench.table.say("most memory of the process, MB", memory_mb())
    customers = env["customer.retention.profile"].search_count([])
    bench.table.save(Path(path), customers=customers, memory_mb=memory_mb())
    env.cr.rollback()
