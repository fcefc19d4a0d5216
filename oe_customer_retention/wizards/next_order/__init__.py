from . import wizard
from . import line
from . import profile
