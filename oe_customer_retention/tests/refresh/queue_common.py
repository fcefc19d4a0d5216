from unittest.mock import patch

from ..common import RetentionCase


class QueueCase(RetentionCase):
    """Two companies with a customer each, and an empty queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._new_company("Other Ltd")
        cls.companies = cls.company + cls.other
        cls.runs = cls.env["customer.retention.run"]
        cls.runs.search([]).unlink()
        for company in cls.companies:
            cls._order(cls._customer(), cls.today, company_id=company.id)

    def _process(self, seconds_left=60):
        """Process the queue as the job does, without its commits."""
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", return_value=seconds_left):
            self.runs._process_queue()

    def _raise_for(self, company, error):
        """Let the refresh of one company fail half way, after its profiles."""
        refresh = type(self.env["customer.retention.refresh"])
        write_days = refresh._write_days

        def _write_days(self, scope, purchases):
            if scope.company == company:
                raise error
            return write_days(self, scope, purchases)

        self.patch(refresh, "_write_days", _write_days)

    def _profiles(self, company):
        domain = [("company_id", "=", company.id)]
        return self.env["customer.retention.profile"].search(domain)
