from . import test_outcome
from . import test_outcome_tours
