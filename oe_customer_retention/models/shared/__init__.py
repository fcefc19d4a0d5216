"""Records of one company, or of all companies.

Those above a company share with it what they set up, for it to read and to use. Whoever
changes what is shared changes it for everybody, hence acts in all companies.
"""

from . import user
from . import links
from . import derived
from . import mixin
from . import problem
from . import own_copy
