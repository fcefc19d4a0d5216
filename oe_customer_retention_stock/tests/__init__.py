from . import test_delivery
from . import test_delivery_readers
from . import test_delivery_tour
from . import test_precursor
from . import test_reaction
