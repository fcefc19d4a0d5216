from . import delivery
from . import policy
from . import profile
from . import precursor
from . import reaction
