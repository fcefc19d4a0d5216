from . import scale
from . import segment
from . import profile
from . import change
from . import scores
