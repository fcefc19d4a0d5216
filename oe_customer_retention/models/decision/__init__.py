from . import profile_override
from . import profile_exclusion
from . import profile_block
from . import profile_log
from . import sale_order
from . import profile_snooze
