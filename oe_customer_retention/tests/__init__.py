from . import test_incremental
