from . import dashboard
from . import brief
from . import brief_who
from . import bridge
from . import charts
from . import figures
from . import onboarding
from . import problems
