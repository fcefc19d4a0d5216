from . import test_cards
from . import test_contact
from . import test_derived
from . import test_documents
from . import test_hand_made
from . import test_partner_merge
from . import test_tracking
