from . import test_sale_lines
