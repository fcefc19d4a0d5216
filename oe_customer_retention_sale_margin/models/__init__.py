from . import cost
from . import sale
from . import refresh
from . import purchase_line
from . import category
from . import profile
from . import bridge
from . import workbook
