"""Try on a running server what tests within one transaction cannot show.

Ten sellers confirm orders of one customer at the same moment; no error may reach them,
and the job has the customer's status and stage right soon after. Webhooks of automation
rules tell a local listener of both, and the PDF somebody subscribed to lies in a mail.
"""

from devtools import databases, live, odoo, server, setup
from devtools.paths import ADDON


def add_arguments(_parser):
    """There is nothing to choose."""


def run(options):
    """Print what happened; fail at the first thing that did not."""
    setup.ensure()
    port = odoo.free_port()
    address = f"http://127.0.0.1:{port}"
    with databases.throwaway("live") as database, live.listening() as (listener, heard):
        databases.install(database, [ADDON.name, "base_automation"])
        odoo.run_function(database, "live_addon.prepare", address, listener)
        with server.serving(database, port):
            live.confirm_together(address, database)
            live.wait_for(
                "status, stage and purchases are right",
                lambda: live.customer(database) == ["active", "Customer", "10"],
            )
            live.wait_for(
                "webhooks told of a new status and a new stage",
                lambda: (
                    {"status", "stage_id"} <= {key for each in heard for key in each}
                ),
            )
            live.wait_for(
                "the PDF subscribed to lies in a mail",
                lambda: live.mailed_pdf(database),
            )
