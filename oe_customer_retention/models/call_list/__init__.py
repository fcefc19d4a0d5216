from . import company
from . import profile
from . import profile_people
from . import call_list
