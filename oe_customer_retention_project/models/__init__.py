from . import task
from . import policy
from . import profile
from . import precursor
