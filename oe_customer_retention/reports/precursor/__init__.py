from . import event
from . import precursor
from . import profile
from . import company
