from . import test_audience
from . import test_on_list
from . import test_find
from . import test_leads
from . import test_new_customer
from . import test_audience_tours
