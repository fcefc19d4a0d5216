from . import test_analytics_backtest
from . import test_analytics_correction
from . import test_analytics_health
from . import test_analytics_mbg_nbd
from . import test_analytics_return_curve
