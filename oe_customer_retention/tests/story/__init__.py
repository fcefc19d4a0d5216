from . import test_notes
from . import test_picture
from . import test_story
from . import test_touchpoint
from . import test_touchpoint_access
