from . import segment
from . import membership
from . import size
from . import profile
from . import partner
