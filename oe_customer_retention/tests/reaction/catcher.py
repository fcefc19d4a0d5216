"""Servers of a test's own, to which mails and webhooks really leave."""

import socketserver
from email import message_from_bytes, policy
from threading import Thread

from odoo.addons.base.models.ir_mail_server import IrMail_Server

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


class CatcherMixin:
    def _serve(self, server):
        """Serve on a free port until the test ends."""
        server.caught = []
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        Thread(target=server.serve_forever, daemon=True).start()
        return server

    def _catch_mails(self):
        """Have mails sent to a server of this test's own, until it ends.

        :return: the list of what it gets: recipients and message of each
        """
        server = self._serve(socketserver.TCPServer((HOST, 0), SmtpCatcher))
        servers = self.env["ir.mail_server"]
        servers.search([]).active = False
        port = server.server_address[1]
        servers.create({"name": "Catcher", "smtp_host": HOST, "smtp_port": port})
        self.company.partner_id.email = "us@example.com"
        self.patch(IrMail_Server, "_disable_send", lambda self: False)
        return server.caught
