from . import dashboard
from . import brief
from . import bridge
from . import charts
from . import figures
from . import onboarding
from . import problems
