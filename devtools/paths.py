"""Where things lie. All that is made lies under DEV; only downloads are shared."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "devtools"
ADDON = ROOT / "oe_customer_retention"
# Every addon of this repository, the one the others extend first.
ADDONS = sorted(
    (manifest.parent for manifest in ROOT.glob("*/__manifest__.py")),
    key=lambda folder: (folder != ADDON, folder),
)
DEV = ROOT / ".dev"
LOGS = DEV / "log"
DATA = DEV / "data"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ADDON.name
