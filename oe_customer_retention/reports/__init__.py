from . import movement
from . import cohort
from . import dashboard
from . import winback
from . import winback_comparison
from . import lifecycle_report
from . import workbook
from . import customers_report
