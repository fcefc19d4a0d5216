from . import queue
from . import facts
from . import timeline
from . import refresh
from . import days
from . import retire
from . import incremental
