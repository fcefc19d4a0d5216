from . import cohort
from . import heatmap
