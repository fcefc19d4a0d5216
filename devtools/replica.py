"""What `./dev replica` tries: reads from a replica, one queue for two workers."""

import http.cookiejar
import json
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack

from . import cluster, databases, odoo, postgres, process, server
from .console import Failure, say, step
from .paths import ADDON

PATIENCE = 180  # seconds until two workers are done with the queue
PROFILE = "customer.retention.profile"
PRIMARY = {"wal_level": "replica", "max_wal_senders": "4"}
CALLS = """SELECT sum(calls) FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
           WHERE datname = '{}' AND query LIKE '%customer_retention_%'"""
STATEMENTS = {"shared_preload_libraries": "pg_stat_statements"}
DONE = """SELECT coalesce(max(runs), 0), count(*), coalesce(min(states), '') FROM (
    SELECT company_id, count(*) AS runs, string_agg(DISTINCT state, ',') AS states
    FROM customer_retention_run WHERE mode = 'full' GROUP BY company_id) company"""


def run(companies):
    """Try reads, a write and the queue; return an exit status."""
    with databases.throwaway("replica") as database:
        databases.install(database, [ADDON.name])
        script = (
            "from devtools.load import scale\n"
            "scale.load(env, customers=2000, orders=8000)\n"
            "env['customer.retention.run']._cron_process_queue()\n"
            "env.ref('base.user_admin').group_ids |= env.ref("
            "'sales_team.group_sale_manager')\n"
        )
        odoo.run_script(database, f"{script}env.cr.commit()\n")
        with ExitStack() as stack:
            primary = stack.enter_context(cluster.serving(**PRIMARY, **STATEMENTS))
            cluster.copy_database(database, primary)
            stack.enter_context(cluster.named(primary))
            postgres.sql("CREATE EXTENSION pg_stat_statements", database)
            standby = stack.enter_context(
                cluster.replica(primary, **PRIMARY, **STATEMENTS)
            )
            wrong = _try_reads(database, primary, standby)
            wrong += _try_queue(database, companies)
    return min(wrong, 1)


# Reads and writes


def _try_reads(database, primary, standby):
    """Print which server answered which request; return how many were wrong."""
    port = odoo.free_port()
    options = ("--db_replica_host=127.0.0.1", f"--db_replica_port={standby.port}")
    wrong = 0
    with server.serving(database, port, *options, "--max-cron-threads=0"):
        browser = Browser(f"http://127.0.0.1:{port}", database)
        for name, wanted, request in _requests(browser):
            request()  # once to fill the caches
            before = [_calls(each, database) for each in (primary, standby)]
            request()
            after = [_calls(each, database) for each in (primary, standby)]
            on_primary, on_replica = (b - a for a, b in zip(before, after, strict=True))
            found = "replica" if on_replica and not on_primary else "primary"
            wrong += found != wanted
            mark = "ok" if found == wanted else "WRONG"
            counts = f"{on_primary:3} at the primary, {on_replica:3} at the replica"
            say(f"{mark:6}{name:26}statements: {counts}")
    return wrong


def _requests(browser):
    profile = browser.call(PROFILE, "search", [[]], limit=1)
    policy = browser.call("customer.retention.policy", "search", [[]], limit=1)[0]
    fields = {name: {} for name in ("partner_id", "status", "revenue_at_risk")}
    query = urllib.parse.urlencode({"domain": '[["status", "=", "lost"]]'})
    policies = "customer.retention.policy"

    def call(model, method, args, **kwargs):
        return lambda: browser.call(model, method, args, **kwargs)

    return (
        (
            "dashboard",
            "replica",
            call("customer.retention.dashboard", "get_data", [[], "year"]),
        ),
        (
            "list",
            "replica",
            call(PROFILE, "web_search_read", [], domain=[], specification=fields),
        ),
        (
            "list by group",
            "replica",
            call(
                PROFILE,
                "web_read_group",
                [],
                domain=[],
                groupby=["status"],
                aggregates=["__count", "revenue_at_risk:sum"],
            ),
        ),
        ("form", "replica", call(PROFILE, "web_read", [profile], specification=fields)),
        ("picture of the history", "replica", call(PROFILE, "get_picture", [profile])),
        (
            "preview of a policy",
            "replica",
            call(policies, "get_preview", [policy, {"lost_days": 400}]),
        ),
        (
            "return curve",
            "replica",
            call(policies, "get_return_curve", [policy, {}]),
        ),
        (
            "movement, pivoted",
            "replica",
            call(
                "customer.retention.movement",
                "formatted_read_group",
                [],
                domain=[],
                groupby=["month:month"],
                aggregates=["closing:sum"],
            ),
        ),
        (
            "Excel",
            "replica",
            lambda: browser.get(f"/customer_retention/workbook.xlsx?{query}"),
        ),
        (
            "refresh of a customer",
            "primary",
            call(PROFILE, "action_refresh", [profile]),
        ),
        (
            "status by hand",
            "primary",
            call(PROFILE, "write", [profile, {"override_reason": str(time.time())}]),
        ),
    )


def _calls(server_, database):
    """Return how many of the addon's statements this server has executed."""
    with cluster.named(server_):
        return int(postgres.sql(CALLS.format(database), database).strip() or 0)


class Browser:
    """A logged-in session that calls what the web client calls."""

    def __init__(self, address, database):
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        direct = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(direct, cookies)
        login = {"db": database, "login": "admin", "password": "admin"}
        self._post("/web/session/authenticate", login)

    def call(self, model, method, args, **kwargs):
        """Call a method of a model; return its result."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def get(self, path):
        """Return the content of a page."""
        with self._opener.open(self._address + path, timeout=120) as answer:
            return answer.read()

    def _post(self, path, params):
        request = urllib.request.Request(
            self._address + path,
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=120) as answer:
            content = json.load(answer)
        if "error" in content:
            raise Failure(f"{path}: {content['error']['data']['message']}")
        return content["result"]


# The queue


def _try_queue(database, companies):
    """Let two cron processes work on the queue; return how much was wrong."""
    odoo.run_script(
        database,
        "job = env.ref('oe_customer_retention.ir_cron_process_queue')\n"
        "job.copy()\n"
        "Company = env['res.company']\n"
        f"Company.create([{{'name': f'Shop {{i}}'}} for i in range({companies})])\n"
        "runs = env['customer.retention.run']\n"
        "runs.search([]).unlink()\n"
        "env['ir.cron'].search([]).nextcall = '2099-01-01'\n"
        "env['ir.cron.trigger'].search([]).unlink()\n"
        "runs._cron_enqueue_all()\n"
        "env.cr.commit()\n",
    )
    start = time.monotonic()
    with step("Two cron processes"), ExitStack() as stack:
        for _worker in range(2):
            command = odoo.command(
                f"--database={database}",
                f"--http-port={odoo.free_port()}",
                "--max-cron-threads=1",
                odoo.level(),
            )
            stack.enter_context(process.child(command, env=odoo.environment()))
        while _pending(database) and time.monotonic() - start < PATIENCE:
            time.sleep(1)
    most, count, states = postgres.sql(DONE, database).strip().split("|")
    right = most == "1" and states == "done" and not _pending(database)
    say(f"{'ok' if right else 'WRONG':6}{count} companies, each done {most} time(s)")
    _say_who(database)
    return not right


def _pending(database):
    query = "SELECT count(*) FROM customer_retention_run WHERE state <> 'done'"
    return int(postgres.sql(query, database))


def _say_who(database):
    """Print how many runs each copy of the job reported."""
    query = """SELECT cron_id, sum(done) FROM ir_cron_progress
               WHERE done > 0 GROUP BY cron_id ORDER BY cron_id"""
    for row in postgres.sql(query, database).splitlines():
        say("      job {}: went through {} runs".format(*row.split("|")))
