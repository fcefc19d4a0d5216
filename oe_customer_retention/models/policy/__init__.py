from . import policy
from . import season
from . import cached
from . import company
from . import settings
