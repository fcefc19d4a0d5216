from . import test_import
from . import test_import_access
from . import test_import_addresses
from . import test_import_customers
from . import test_import_file
from . import test_import_limits
from . import test_import_preview
from . import test_import_tours
