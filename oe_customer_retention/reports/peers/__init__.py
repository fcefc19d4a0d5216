from . import peer
from . import profile
