from . import winback
from . import comparison
