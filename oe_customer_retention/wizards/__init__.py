from . import lifecycle_move
from . import lifecycle_preview
