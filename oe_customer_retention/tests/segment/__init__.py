from . import test_segment
from . import test_segment_access
from . import test_segment_company
from . import test_segment_condition
from . import test_segment_own
