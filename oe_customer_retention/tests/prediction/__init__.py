from . import test_correction
from . import test_long_gap
from . import test_prediction
from . import test_profile_past
from . import test_reorder_model
