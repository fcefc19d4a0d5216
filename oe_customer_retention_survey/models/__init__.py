from . import answer
from . import company
from . import policy
from . import profile
from . import reaction
from . import loss_reason
