from . import dashboard
from . import charts
from . import figures
from . import onboarding
