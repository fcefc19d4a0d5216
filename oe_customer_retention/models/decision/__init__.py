from . import profile_override
from . import profile_exclusion
from . import profile_block
from . import profile_log
from . import sale_order
from . import sale_order_line
from . import payment_transaction
from . import profile_snooze
