from . import policy
from . import season
from . import company
from . import settings
