"""Several people at once, and the jobs between them, on a server as it runs.

What tests within one transaction cannot show. Needs the standard library only.
"""

import http.cookiejar
import json
import threading
import time
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from . import postgres
from .console import Failure, say
from .paths import DATA

SELLERS = [f"seller{number}" for number in range(10)]
CUSTOMER = "Wanted by ten"
PATIENCE = 150  # seconds until the jobs have done their work
MODEL = "sale.order"


class Session:
    """A user logged in to a server, calling methods as the web client does."""

    def __init__(self, address, database, login):
        self.address = address
        self.login = login
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        credentials = {"db": database, "login": login, "password": login}
        self._post("/web/session/authenticate", credentials)

    def call(self, method, *args, **kwargs):
        """Call a method of sale orders; fail with the error the user would see."""
        return self._post(
            f"/web/dataset/call_kw/{MODEL}/{method}",
            {"model": MODEL, "method": method, "args": args, "kwargs": kwargs},
        )

    def _post(self, path, params):
        request = urllib.request.Request(
            self.address + path,
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=PATIENCE) as response:
            answer = json.load(response)
        if error := answer.get("error"):
            raise Failure(f"{path}: {error['data']['message']}")
        return answer["result"]


@contextmanager
def listening():
    """A web server for webhooks; yields its address and the list of what it got."""
    heard = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            heard.append(json.loads(self.rfile.read(size)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()


def confirm_together(address, database):
    """Have each seller confirm the own order of one customer at the same moment.

    :raise Failure: an error reached one of them
    """
    sessions = [Session(address, database, login) for login in SELLERS]
    orders = [_own_order(session) for session in sessions]
    together, errors = threading.Barrier(len(sessions)), []

    def confirm(session, order):
        together.wait()
        try:
            session.call("action_confirm", [order])
        except Exception as error:
            errors.append(str(error))

    threads = [
        threading.Thread(target=confirm, args=pair)
        for pair in zip(sessions, orders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise Failure(f"{len(errors)} of {len(threads)} sellers got an error: {errors}")
    say(f"{len(threads)} sellers confirmed orders of one customer at once: no error")


def _own_order(session):
    [order] = session.call("search", [["user_id.login", "=", session.login]])
    return order


def wait_for(what, done):
    """Wait until ``done()`` is true, and say how long it took.

    :raise Failure: it has not come true in time
    """
    start = time.monotonic()
    while not (result := done()):
        if time.monotonic() > start + PATIENCE:
            raise Failure(f"{what}: still waiting after {PATIENCE} seconds")
        time.sleep(0.5)
    say(f"{what}: after {time.monotonic() - start:.0f} s")
    return result


def customer(database):
    """The customer's status, stage and number of purchases, as the profile has them."""
    row = postgres.sql(
        f"""SELECT profile.status, stage.name->>'en_US', profile.purchase_count
            FROM customer_retention_profile profile
            JOIN res_partner partner ON partner.id = profile.partner_id
            LEFT JOIN customer_lifecycle_stage stage ON stage.id = profile.stage_id
            WHERE partner.name = '{CUSTOMER}'""",
        database=database,
    )
    return row.strip().split("|")


def mailed_pdf(database):
    """The size of the PDF that lies in a mail, 0 while there is none."""
    path = postgres.sql(
        """SELECT store_fname FROM ir_attachment
           WHERE res_model = 'mail.mail' AND name LIKE '%.pdf'""",
        database=database,
    ).strip()
    if not path:
        return 0
    content = (DATA / "filestore" / database / path).read_bytes()
    return len(content) if content.startswith(b"%PDF-") else 0
