from . import digest
from . import subscription
