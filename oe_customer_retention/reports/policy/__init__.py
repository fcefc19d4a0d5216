from . import profile
from . import preview
from . import return_curve
from . import seasonal_buyers
