from . import event
from . import precursor
