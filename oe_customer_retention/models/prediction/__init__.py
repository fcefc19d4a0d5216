from . import profile_past
from . import reorder_model
from . import correction
from . import backtest
from . import profile
from . import profile_explained
from . import profile_points
from . import training_data
