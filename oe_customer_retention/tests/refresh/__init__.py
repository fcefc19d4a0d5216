from . import test_incremental
from . import test_oracle
from . import test_pitfalls
from . import test_run
from . import test_run_queue
from . import test_soon
from . import test_thresholds
from . import test_writes
