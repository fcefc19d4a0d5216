"""The table of results: one row per measurement, with its budget."""

import json
import resource
from dataclasses import asdict, dataclass

VERDICTS = {True: "met", False: "NOT MET", None: ""}


@dataclass
class Row:
    """One line: what was measured, as a ratio to what, and whether it may be so."""

    name: str
    seconds: float
    cost: float
    queries: int
    wal_mb: float
    ratio: float | None = None
    against: str = ""
    budget: str = ""
    met: bool | None = None
    note: str = ""

    def __str__(self):
        ratio = f"{self.ratio:9.3f} x {self.against}" if self.against else ""
        return (
            f"{self.name:36}{self.seconds:8.2f} s{self.cost:8.2f} s cpu"
            f"{self.queries:5} q{self.wal_mb:8.1f} MB{ratio:28}"
            f"{self.budget:>9} {VERDICTS[self.met]:8}{self.note}"
        )


class Table:
    """Rows, printed as they come."""

    def __init__(self):
        self.rows = []

    def add(self, name, measured, against=None, most=None, least=None, note=""):
        """Add a row.

        :param against: (Measurement, its name) for a ratio
        :param most: the ratio, or without ``against`` the seconds, allowed at most
        :param least: or at least
        """
        ratio = measured.cost / against[0].cost if against else None
        budget, met = _judge(measured.cost if ratio is None else ratio, most, least)
        row = Row(
            name,
            measured.seconds,
            measured.cost,
            measured.queries,
            measured.wal_mb,
            ratio,
            against[1] if against else "",
            budget,
            met,
            note,
        )
        self.rows.append(row)
        print(row, flush=True)

    def say(self, name, value, most=None):
        """Add a line that is no measurement of time."""
        budget, met = _judge(value, most)
        print(f"{name:36}{value:8.0f} {budget} {VERDICTS[met]}", flush=True)

    def save(self, path, **more):
        """Keep all rows as JSON."""
        with open(path, "w") as results:
            json.dump({"rows": [asdict(row) for row in self.rows], **more}, results)


def _judge(value, most=None, least=None):
    """Return the budget in words, and whether ``value`` meets it."""
    if most is not None:
        return f"<= {most:g}", value <= most
    if least is not None:
        return f">= {least:g}", value >= least
    return "", None


def memory_mb():
    """The most memory this process has had so far, resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
