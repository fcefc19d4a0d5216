from . import test_import
from . import test_import_addresses
from . import test_import_file
from . import test_import_limits
from . import test_import_tours
from . import test_import_customers
