from . import mixin
from . import partner
from .outside import checked_ids, checked_limit, refused
