"""Protections switched off on purpose: a test that passes without one tests nothing."""

from contextlib import ExitStack, contextmanager, nullcontext
from unittest.mock import patch


class PlantedMixin:
    """Runs tests of its class again, each with a hole in what it is there for."""

    def _assert_noticed(self, holes):
        """Check that each test fails with the hole that is planted for it.

        :param dict holes: context managers, or lists of them, by the test's name
        """
        for name, planted in holes.items():
            with self.subTest(hole=name), self._taken_back(), ExitStack() as stack:
                for hole in planted if isinstance(planted, list) else [planted]:
                    stack.enter_context(hole)
                # what is within a subtest is to fail here, not there
                stack.enter_context(
                    patch.object(self, "subTest", lambda *_args, **_of: nullcontext())
                )
                with self.assertRaises(Exception):  # noqa: B017
                    getattr(self, name)()

    @contextmanager
    def _taken_back(self):
        with self.env.cr.savepoint(flush=False) as savepoint:
            yield
            self.env.clear()
            savepoint.rollback()
        self.env.registry.clear_cache()

    def _hole(self, model, method, planted):
        """Return what replaces a method of a model."""
        return patch.object(self.registry[model], method, planted)

    @contextmanager
    def _without_rules(self, *models):
        """Let everybody who has access to these models reach all of their records."""
        self.env["ir.rule"].search([("model_id.model", "in", models)]).active = False
        yield
