from . import test_block
from . import test_decision
from . import test_decision_tours
from . import test_override
from . import test_snooze
