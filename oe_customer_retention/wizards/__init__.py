from . import partner_import
from . import lifecycle_move
from . import partner_merge
from . import log
from . import new_customer
from . import snooze
from . import segment_assign
from . import decision
