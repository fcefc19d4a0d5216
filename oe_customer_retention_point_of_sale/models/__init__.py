from . import receipt
from . import sale
from . import policy
from . import profile
from . import unseen
from . import blocked
