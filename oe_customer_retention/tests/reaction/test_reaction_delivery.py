"""A mail and a webhook that really leave, to servers of the test's own."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer

from ..common import AS_OF, DAY
from .catcher import HOST, CatcherMixin
from .reaction_common import ReactionCase


class Listener(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.caught.append(json.loads(self.rfile.read(length)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        """Nothing on the console."""


class TestReactionDelivery(CatcherMixin, ReactionCase):
    def _fire(self, **values):
        reaction = self._reaction(**values)
        customer = self._seen(name="Acme", email="acme@example.com")
        self._refresh(as_of=AS_OF + DAY)
        self.assertEqual(self._states(reaction), ["done"])
        return reaction.log_ids, customer

    def test_a_mail_reaches_the_customer_s_mail_server(self):
        caught = self._catch_mails()
        template = self.env.ref("oe_customer_retention.mail_template_reaction_customer")
        values = {"action": "mail", "mail_to": "customer", "template_id": template.id}
        line, _customer = self._fire(**values)
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", line.message_id.id)]
        )
        mail.send()
        [(recipients, message)] = caught
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
