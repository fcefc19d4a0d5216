from . import movement
from . import cohort
