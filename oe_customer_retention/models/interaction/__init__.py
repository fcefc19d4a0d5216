from . import interaction
from . import profile
from . import partner
from . import mail_activity
