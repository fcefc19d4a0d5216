from .history import load_history
