from . import models
from .hooks import queue_refresh
