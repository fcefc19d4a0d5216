from . import test_holdout
from . import test_reaction
from . import test_reaction_delivery
from . import test_reaction_effects
from . import test_reaction_month
from . import test_reaction_settings
from . import test_reaction_switch
from . import test_reaction_withdrawn
