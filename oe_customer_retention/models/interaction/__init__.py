from . import interaction
from . import profile
from . import mail_activity
