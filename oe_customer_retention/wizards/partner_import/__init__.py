from . import wizard
from . import explained
from . import column
from . import line
from . import values
from . import matching
from . import preview
from . import run
