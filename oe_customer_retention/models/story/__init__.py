from . import signal
from . import picture
from . import profile
from . import profile_people
from . import profile_notes
from . import touchpoint
from . import touchpoint_document
