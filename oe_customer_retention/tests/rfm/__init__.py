from . import test_rfm
from . import test_rfm_properties
