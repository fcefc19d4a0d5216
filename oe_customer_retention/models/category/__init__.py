from . import company
from . import sale
