from . import company
from . import settings
from . import health
from . import measure
from . import health_check
from . import profile
from . import reorder_model
