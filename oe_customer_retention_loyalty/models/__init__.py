from . import card
from . import policy
from . import profile
from . import reaction
from . import effect
