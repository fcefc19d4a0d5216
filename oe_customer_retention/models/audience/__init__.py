from . import audience
from . import company
from . import profile
from . import partner
from . import crm_lead
