from . import text
from . import profile
