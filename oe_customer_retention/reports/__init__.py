from . import dashboard
from . import cohort
from . import winback
from . import workbook
from . import pdf
from . import movement
from . import lifecycle_report
from . import segment_trend
