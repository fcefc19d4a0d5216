from . import test_category
from . import test_sale_lines
from . import test_warning
