from . import registration
from . import policy
from . import profile
