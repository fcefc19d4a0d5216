from . import lifecycle
from . import rule
from . import journal
from . import company
from . import profile
from . import engine
from . import backfill
from . import preview
