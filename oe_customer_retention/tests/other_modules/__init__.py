from . import test_access_beside
from . import test_left_out
from . import test_mass_mailing
from . import test_policy_switches
from . import test_website_sale
