from . import test_call_list
from . import test_call_list_page
from . import test_call_list_tours
from . import test_log_dialog
