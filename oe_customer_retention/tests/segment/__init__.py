from . import test_segment
from . import test_segment_company
from . import test_segment_own
