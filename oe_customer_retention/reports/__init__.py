from . import movement
from . import cohort
from . import dashboard
