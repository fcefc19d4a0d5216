from ..common import RetentionCase, ago


class SegmentCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recent = cls._customer("Recent")
        cls.silent = cls._customer("Silent")
        cls._order(cls.recent, ago(10))
        cls._order(cls.silent, ago(100))
        cls._refresh()

    @classmethod
    def _segment(cls, domain=None, **values):
        if domain is not None:
            values |= {"kind": "dynamic", "domain": str(domain)}
        values = {"name": "Segment", "company_id": cls.company.id, **values}
        return cls.env["customer.segment"].create(values)

    def _sizes(self, segment):
        """Return the sizes as ``(date, size)``, oldest first."""
        sizes = self.env["customer.segment.size"].search(
            [("segment_id", "=", segment.id)], order="date"
        )
        return [(size.date, size.size) for size in sizes]
