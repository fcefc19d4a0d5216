from ..common import DAY
from ..workflow import WorkflowCase


class LifecycleCase(WorkflowCase):
    """A company whose lifecycle has had its first, silent fill."""

    has_lifecycle = True
    lifecycle = "b2b"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lifecycle = cls.env.ref(f"oe_customer_retention.lifecycle_{cls.lifecycle}")
        cls.company.retention_lifecycle_id = cls.lifecycle
        cls._refresh()
        cls.customer = cls._customer()

    def _stage(self, partner=None, days_later=0):
        """Refresh, and return the name of the stage of the customer."""
        self._refresh(as_of=self.today + days_later * DAY)
        return self._profile(partner or self.customer).stage_id.name

    def _journey(self, partner=None):
        """Return the lines of the journal as ``(from, to, origin)``, oldest first."""
        lines = self._profile(partner or self.customer).journal_ids
        return [
            (line.from_stage_id.name, line.to_stage_id.name, line.origin)
            for line in lines.sorted(lambda line: (line.date, line.id))
        ]

    def _stage_of(self, name):
        return self.lifecycle.stage_ids.filtered(lambda stage: stage.name == name)
