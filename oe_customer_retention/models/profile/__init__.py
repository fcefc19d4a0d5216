from . import signal
from . import profile
from . import derived
from . import merge
from . import documents
from . import reach
from . import find
from . import partner
