from . import reaction
from . import actions
from . import log
from . import engine
from . import company
from . import profile
