"""What makes tests cheap whatever they are of."""

from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.tests import get_db_name

from ..analytics import correction


class WarmMixin:
    """Keeps what is cached of models, rights and views for the next test and class.

    As on a server, it is kept until something invalidates it; Odoo's tests empty all
    caches after each of them. The chance of an order is corrected by the company's own
    past only where a class ``learns``: a full refresh fits a model for each month.
    """

    learns = False

    @classmethod
    def setUpClass(cls):
        cls.registry = Registry(get_db_name())
        cls._cache_sequences = {**cls.registry.cache_sequences}
        kept = patch.object(cls.registry, "clear_all_caches", cls._reset_caches)
        cls.enterClassContext(kept)
        if not cls.learns:
            learn = patch.object(correction, "learn", lambda *_past: None)
            cls.enterClassContext(learn)
        super().setUpClass()

    @classmethod
    def _reset_caches(cls):
        """Empty the caches that were invalidated here, or by a request of a test."""
        known, now = cls._cache_sequences, cls.registry.cache_sequences
        told = {name for name in now if now[name] != known[name]}
        if names := cls.registry.cache_invalidated | told:
            cls.registry.clear_cache(*names)

    def setUp(self):
        invalidated = self.registry.cache_invalidated
        self.addCleanup(invalidated.update, {*invalidated})  # for the end of the class
        super().setUp()
        invalidated.clear()
        type(self)._cache_sequences = {**self.registry.cache_sequences}
