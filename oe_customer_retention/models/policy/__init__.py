from . import policy
from . import company
from . import settings
