from . import test_machine_mail
from . import test_new_signal
from . import test_opportunity
from . import test_quotation
from . import test_sale
from . import test_sale_changes
from . import test_sale_kinds
