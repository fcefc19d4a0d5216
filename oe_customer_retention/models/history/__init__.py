from . import dated
from . import profile
from . import profile_season
from . import transition
from . import purchase_day
from . import outreach_day
