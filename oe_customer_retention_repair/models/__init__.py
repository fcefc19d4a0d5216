from . import repair
from . import policy
from . import profile
from . import precursor
