from . import test_transition
