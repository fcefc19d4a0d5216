from . import test_lifecycle_b2b
from . import test_lifecycle_failing
from . import test_lifecycle_hand
from . import test_lifecycle_numbers
from . import test_lifecycle_past
from . import test_lifecycle_rules
from . import test_lifecycle_shop
from . import test_lifecycle_tours
