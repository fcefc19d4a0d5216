"""The statuses a customer may have, and the flows between them.

Whatever is true of one status stands in its entry: a further one is one more entry,
and what cannot read it from here is compared with it by ``tests/test_status.py``.
"""

from dataclasses import dataclass

from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Status:
    """A status, and what is true of it.

    ``rank``          1 for the best, above 0 for the last: the height of its band
    ``accent``        its colour, as ``#rrggbb``
    ``has_bought``    the customer has bought: it counts among the customers
    ``is_kept``       it counts as kept: good standing, what retention is measured by
    ``is_lapsed``     silent beyond a threshold of the policy
    ``is_gone``       who buys again from here is won back
    ``threshold``     the field of the policy whose days the sentence tells
    ``sentence``      why a customer has it
    ``in_season``     the same where days count in a season only
    """

    key: str
    label: str
    rank: float
    accent: str
    has_bought: bool = True
    is_kept: bool = False
    is_lapsed: bool = False
    is_gone: bool = False
    threshold: str = ""
    sentence: object = _lt("%(status)s since %(since)s.")
    in_season: object = _lt("%(status)s since %(since)s.")

    @property
    def tint(self):
        """Return the background of the status: a fifth of its accent, on white."""
        channels = (int(self.accent[i : i + 2], 16) for i in (1, 3, 5))
        return "#" + "".join(f"{round(204 + channel / 5):02x}" for channel in channels)


@dataclass(frozen=True)
class Flow:
    """A way into (``sign`` 1) or out of (-1) good standing.

    It is drawn in the accent of ``status``.
    """

    key: str
    label: str
    sign: int
    status: str


SILENT = _lt(
    "Inactive for %(days)s {days:day|days}, since %(date)s; %(status)s from "
    "%(threshold)s {threshold:day|days}."
)
SILENT_IN_SEASON = _lt(
    "Inactive for %(days)s season {days:day|days}, since %(date)s; %(status)s from "
    "%(threshold)s season {threshold:day|days}."
)
ENTRIES = (
    Status(
        "active",
        "Active",
        rank=1,
        accent="#0f766e",
        is_kept=True,
        threshold="at_risk_days",
        sentence=_lt(
            "Last activity %(ago)s, on %(date)s; at risk from %(threshold)s "
            "{threshold:day|days}."
        ),
        in_season=_lt(
            "Last activity %(days)s season {days:day|days} ago, on %(date)s; at risk "
            "from %(threshold)s season {threshold:day|days}."
        ),
    ),
    Status(
        "at_risk",
        "At risk",
        rank=0.75,
        accent="#c07f00",
        is_kept=True,
        is_lapsed=True,
        threshold="at_risk_days",
        sentence=SILENT,
        in_season=SILENT_IN_SEASON,
    ),
    Status(
        "dormant",
        "Dormant",
        rank=0.5,
        accent="#a8400a",
        is_lapsed=True,
        is_gone=True,
        threshold="dormant_days",
        sentence=SILENT,
        in_season=SILENT_IN_SEASON,
    ),
    Status(
        "lost",
        "Lost",
        rank=0.25,
        accent="#5b1420",
        is_lapsed=True,
        is_gone=True,
        threshold="lost_days",
        sentence=SILENT,
        in_season=SILENT_IN_SEASON,
    ),
    Status(
        "prospect",
        "Prospect",
        rank=0.12,
        accent="#8796a6",
        has_bought=False,
        sentence=_lt("Has never bought anything."),
        in_season=_lt("Has never bought anything."),
    ),
)
FLOWS = (
    Flow("new", "New", sign=1, status="prospect"),
    Flow("returned", "Returned", sign=1, status="active"),
    Flow("lapsed", "Lapsed", sign=-1, status="lost"),
)


def _keys(condition):
    return tuple(status.key for status in ENTRIES if getattr(status, condition))


BY_KEY = {status.key: status for status in ENTRIES}
STATUSES = [(status.key, status.label) for status in ENTRIES]
CUSTOMER = _keys("has_bought")
GOOD_STANDING = _keys("is_kept")
LAPSED = _keys("is_lapsed")
GONE = _keys("is_gone")


def flow_sql(from_status, to_status):
    """Return the SQL of the flow a change of status belongs to, NULL for none.

    Customers in good standing before + new + returned - lapsed are those after.

    :param SQL from_status: NULL on the first day a customer is known
    """
    return SQL(
        """CASE WHEN COALESCE(%(old)s IN %(kept)s, FALSE) = (%(new)s IN %(kept)s)
                    THEN NULL
                WHEN %(old)s IN %(kept)s THEN 'lapsed'
                WHEN %(old)s IN %(bought)s THEN 'returned'
                ELSE 'new' END""",
        old=from_status,
        new=to_status,
        kept=GOOD_STANDING,
        bought=CUSTOMER,
    )
