"""The CDNOW purchase history: a real music shop's first-quarter-1997 customers.

23,570 customers, 69,659 purchases from January 1997 to June 1998. The file travels
inside the Python package `lifetimes` (MIT licence); it is fetched when first needed
and kept in the user's cache folder, never in the repository.

Source: Fader & Hardie, "Forecasting repeat sales at CDNOW", Interfaces 31 (2001).
"""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from ..paths import CACHE
from . import package_file

FILE_NAME = "CDNOW_master.txt"
PACKAGE = "lifetimes"
HEADER = "customer_id"


class Purchase(NamedTuple):
    customer: int
    date: date
    quantity: int
    amount: float


def fetch(cache=CACHE):
    """The path of the file, downloaded on first use.

    :raise RuntimeError: the download failed; says how to provide the file by hand
    """
    return package_file.fetch(Path(cache) / FILE_NAME, PACKAGE, _write)


def _write(archive, target):
    target.write_bytes(archive.read(f"{PACKAGE}/datasets/{FILE_NAME}"))


def read_purchases(path):
    """Yields every purchase in the file, in its order.

    Below its heading, a line holds customer, day (yyyymmdd), number of CDs and amount
    in US dollars, separated by blanks. Several purchases of a customer on one day are
    several lines, and some amounts are zero.

    :raise ValueError: names the line that has another form
    """
    with open(path, encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.split()
            if fields and fields[0] != HEADER:
                try:
                    purchase = _purchase(*fields)
                except (TypeError, ValueError) as error:
                    raise ValueError(
                        f"{path}, line {number}: expected customer, yyyymmdd, quantity "
                        f"and amount, got {line.strip()!r}"
                    ) from error
                yield purchase


def _purchase(customer, day, quantity, amount):
    return Purchase(
        int(customer),
        datetime.strptime(day, "%Y%m%d").date(),
        int(quantity),
        float(amount),
    )
