"""A mail and a webhook that really leave, to servers of the test's own."""

import json
import socketserver
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..common import AS_OF, DAY
from .reaction_common import ReactionCase

HOST = "127.0.0.1"


class SmtpCatcher(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to receive a mail."""

    def handle(self):
        self._reply("220 catcher")
        recipients = []
        for line in self.rfile:
            command = line.decode().strip()
            if command.upper().startswith("RCPT TO:"):
                recipients.append(command[8:].strip(" <>"))
            if command.upper() == "DATA":
                self._reply("354 go on")
                self.server.caught.append((recipients, self._data()))
                recipients = []
            self._reply("221 bye" if command.upper() == "QUIT" else "250 OK")
            if command.upper() == "QUIT":
                return

    def _data(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def _reply(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Listener(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.caught.append(json.loads(self.rfile.read(length)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Nothing on the console."""


class TestReactionDelivery(ReactionCase):
    def _serve(self, server):
        """Serve on a free port until the test ends."""
        server.caught = []
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    def _fire(self, **values):
        reaction = self._reaction(**values)
        customer = self._seen(name="Acme", email="acme@example.com")
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._states(reaction), ["done"])
        return reaction.log_ids, customer

    def test_a_mail_reaches_the_customer_s_mail_server(self):
        server = self._serve(socketserver.TCPServer((HOST, 0), SmtpCatcher))
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "Catcher",
                "smtp_host": HOST,
                "smtp_port": server.server_address[1],
            }
        )
        self.company.partner_id.email = "us@example.com"
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        values = {"action": "mail", "mail_to": "customer", "template_id": template.id}
        line, _customer = self._fire(**values)
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", line.message_id.id)]
        )
        with patch.object(IrMail_Server, "_disable_send", lambda self: False):
            mail.send()
        [(recipients, message)] = server.caught
        self.assertEqual(recipients, ["acme@example.com"])
        self.assertEqual(message["To"], "Acme <acme@example.com>")
        self.assertIn("We have not heard from you", message["Subject"])
        self.assertIn("Hello Acme", message.get_body(("plain",)).get_content())
        self.assertEqual(mail.state, "sent")

    def test_a_webhook_reaches_its_listener(self):
        server = self._serve(HTTPServer((HOST, 0), Listener))
        fields = self.env["ir.model.fields"]
        profile = "customer.retention.profile"
        status = fields._get(profile, "status") + fields._get(profile, "partner_id")
        action = self.env["ir.actions.server"].create(
            {
                "name": "Tell the shop",
                "model_id": self.env["ir.model"]._get_id(profile),
                "state": "webhook",
                "webhook_url": f"http://{HOST}:{server.server_address[1]}/hook",
                "webhook_field_ids": [(6, 0, status.ids)],
            }
        )
        line, customer = self._fire(action="server", server_action_id=action.id)
        self.assertFalse(server.caught, "nothing leaves before the commit")
        self.env.cr.postcommit.run()
        [payload] = server.caught
        self.assertEqual(payload["_id"], line.profile_id.id)
        self.assertEqual(payload["status"], "at_risk")
        self.assertEqual(payload["partner_id"], customer.id)
