from . import opportunity
from . import message
from . import meeting
from . import kind
