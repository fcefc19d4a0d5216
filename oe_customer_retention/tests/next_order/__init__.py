from . import test_scoring
from . import test_suggest
from . import test_suggest_rights
from . import test_next_order_tours
