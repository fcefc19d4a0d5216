"""What the other addons cost: with none of them, without a document, with documents.

Documents are one of each kind for every customer. Single addons are told by their
statements: what a kind and what facts take of a full refresh.
"""

from functools import partial
from pathlib import Path

from odoo.addons.oe_customer_retention.models.refresh.tables import PURCHASES
from odoo.addons.oe_customer_retention.models.scope import Scope
from odoo.tools import SQL

from ..load import bulk
from . import documents
from .meter import Meter
from .table import Table, memory_mb

TABLES = ("signals", "purchases", "facts", "timeline")


class OthersBench:
    """The same measurements on the main company of a database, three times."""

    def __init__(self, env):
        self.env = env
        self.meter, self.table = Meter(env), Table()

    @property
    def company(self):
        """The main company: a record of the models as they are installed."""
        return self.env.company

    @property
    def refresh(self):
        """The refresh, as it is installed."""
        return self.env["customer.retention.refresh"]

    def run(self, names):
        """Measure without any of ``names``, with all, and with their documents.

        What is installed stays; the documents do not.
        """
        self._settle()
        without = self._measure("none", {}, "")
        known = {name for name, _select in self._parts()}
        modules = self.env["ir.module.module"].search([("name", "in", names)])
        modules.button_immediate_install()
        self._settle()
        bare = self._measure("no document", without, "none")
        self._measure_parts("no document", known, bare["full refresh"])
        documents.add(self.env, self.company)
        self._settle()
        self._measure("documents", bare, "no document")
        self._measure_parts("documents", known, bare["full refresh"])

    def _settle(self):
        """Write what is to be written, and read all documents up to now."""
        self.refresh._refresh(self.company)
        self.env["customer.retention.watermark"].search([]).unlink()
        incremental = self.env["customer.retention.incremental"]
        incremental._refresh_changed(incremental._horizon())

    def _measure(self, label, against, against_name):
        """Add a row for each measurement; return the measurements by name."""
        steps = {"_create_table": lambda name, *_: name.code.strip('"')}
        with self.meter.steps(self.refresh, steps) as found:
            full = self.meter.measure(lambda: self.refresh._refresh(self.company))
        parts = {name: found[key] for key in found for name in TABLES if name in key}
        night = self.meter.best(lambda: self.refresh._refresh_night(self.company))
        one = self.meter.best(self._average_buyer().action_refresh)
        rows = {"full refresh": full, **parts, "night": night, "one customer": one}
        for name, measured in rows.items():
            ratio = (against[name], against_name) if against else None
            self.table.add(f"{label}: {name}", measured, ratio)
        return rows

    def _measure_parts(self, label, known, full):
        """Measure alone what the addons add to the statements of a full refresh."""
        with self.refresh._for_whole_tables(Scope.of(self.company)):
            for name, select in self._parts():
                if name not in known:
                    part = self.meter.measure(partial(self._keep, select))
                    self.table.add(f"{label}: {name}", part, (full, "no document"))

    def _keep(self, select):
        self.refresh._create_table(SQL("bench_part"), select)

    def _parts(self):
        """Yield the name and the SELECT of each kind and of each source of facts."""
        scope = Scope.of(self.company)
        signals = self.env["customer.retention.signal"]
        for kind in signals._kinds():
            yield f"kind {kind}", signals._of_customers(scope, [kind], ahead=True)
        sources = self.env["customer.retention.facts"]._sources(scope, PURCHASES)
        for name, select in sources.items():
            yield f"facts {name}", select

    def _average_buyer(self):
        profiles = self.env["customer.retention.profile"]
        domain = [("company_id", "=", self.company.id), ("purchase_count", ">", 0)]
        [(average,)] = profiles._read_group(domain, [], ["purchase_count:avg"])
        buyers = [*domain, ("purchase_count", ">=", average)]
        return profiles.search(buyers, order="purchase_count, id", limit=1)


def print_report(env, path, names):
    """Measure, print the table, keep it as JSON in ``path``; roll documents back."""
    env = env(user=env.ref("base.user_admin"), su=True)
    env = env(context={**env.context, **bulk.QUIET})
    bench = OthersBench(env)
    bench.run(names)
    bench.table.say("most memory of the process, MB", memory_mb())
    bench.table.save(Path(path), memory_mb=memory_mb())
    env.cr.rollback()
