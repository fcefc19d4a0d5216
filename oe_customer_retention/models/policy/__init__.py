from . import policy
from . import settings
