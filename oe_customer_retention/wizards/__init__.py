from . import lifecycle_move
from . import lifecycle_preview
from . import partner_merge
from . import log
from . import snooze
from . import segment_assign
from . import decision
