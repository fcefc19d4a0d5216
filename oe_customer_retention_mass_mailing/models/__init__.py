from . import mailing
from . import policy
from . import profile
from . import reaction
from . import recipients
from . import holdout
