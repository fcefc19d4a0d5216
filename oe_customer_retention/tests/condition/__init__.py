from . import test_condition_callers
from . import test_condition_paths
from . import test_condition_switched_off
from . import test_condition_unusable
