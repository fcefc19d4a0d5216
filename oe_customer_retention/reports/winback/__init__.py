from . import winback
from . import comparison
from . import adjusted
