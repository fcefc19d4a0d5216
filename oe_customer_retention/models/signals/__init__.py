from . import signal
from . import quotation
from . import order
from . import crm
from . import invoice
from . import payment
from . import outreach
from . import watched
