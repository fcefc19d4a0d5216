from . import visit
from . import policy
from . import profile
from . import reaction
from . import sale_order
