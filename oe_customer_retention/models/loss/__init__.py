from . import reason
from . import interaction
from . import profile
