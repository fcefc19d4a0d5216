from . import test_demo_curve
from . import test_policy
from . import test_policy_preview
from . import test_return_curve
from . import test_season
from . import test_season_clock
from . import test_seasonal_buyers
from . import test_settings
