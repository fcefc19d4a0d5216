from . import company
from . import sale
from . import group
from . import purchase_line
from . import category_model
from . import category
from . import profile
from . import settings
