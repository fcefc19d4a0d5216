"""What people wait for: reports, dashboard, Excel, chances."""

from odoo.addons.oe_customer_retention.models.scope import Scope

from .table import memory_mb

PROFILE = "customer.retention.profile"
MOST_EXCEL_MB = 300


def measure(bench):
    """Measure the readers on the refreshed database."""
    bench.env.flush_all()
    _movement(bench)
    _dashboards(bench)
    _prediction(bench)
    _excel(bench)


def _movement(bench):
    movement = bench.env["customer.retention.movement"]
    sums = ["opening:sum", "new:sum", "returned:sum", "lapsed:sum", "closing:sum"]
    measured = bench.meter.best(
        lambda: movement.formatted_read_group([], ["month:month"], sums)
    )
    bench.table.add("movement, month by month", measured, None, 1)


def _dashboards(bench):
    _dashboard(bench, "manager", bench.env.ref("base.user_admin"), 1)
    groups = bench.env[PROFILE]._read_group(
        [("user_id", "!=", False), ("company_id", "=", bench.company.id)],
        ["user_id"],
        ["__count"],
    )
    seller, count = min(groups, key=lambda group: abs(group[1] - 500))
    _dashboard(bench, "salesperson", seller, 0.1, f"{count} customers of their own")


def _dashboard(bench, name, user, most, note=""):
    dashboard = bench.env["customer.retention.dashboard"].with_user(user)
    dashboard = dashboard.with_context(
        allowed_company_ids=bench.company.ids
    ).with_company(bench.company)

    def read():
        bench.env.invalidate_all()
        return dashboard.get_data([], "year")

    read()
    bench.table.add(f"dashboard, {name}", bench.meter.best(read), None, most, note=note)


def _prediction(bench):
    model = bench.env["customer.retention.reorder.model"]
    fit = bench.meter.measure(lambda: model._fit(bench.company))
    bench.table.add("reorder model: fit and backtest", fit)
    scope = Scope.of(bench.company)
    horizon = model._horizon(scope)
    learned = bench.meter.measure(lambda: model._learn(scope, scope.as_of, horizon))
    bench.table.add("correction of the chances: learned", learned, None, 5)
    chances = bench.meter.best(
        lambda: bench.env[PROFILE]._read_group([], [], ["reorder_probability:avg"])
    )
    bench.table.add("chance of an order, all customers", chances)


def _excel(bench):
    bench.env.invalidate_all()
    before = memory_mb()
    workbook = bench.env["customer.retention.workbook"]
    measured = bench.meter.measure(lambda: workbook._open([]).seek(0, 2))
    size = f"{measured.result / 1e6:.0f} MB file"
    bench.table.add("Excel, all customers", measured, None, 60, note=size)
    bench.table.say("memory before Excel, MB", before)
    bench.table.say("memory after Excel, MB", memory_mb(), MOST_EXCEL_MB)
