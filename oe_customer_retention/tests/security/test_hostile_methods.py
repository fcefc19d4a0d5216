"""Every public method, with arguments and a context it does not expect."""

import inspect
from collections.abc import Hashable

from odoo.exceptions import UserError

from .access_common import AccessCase
from .access_decisions import METHODS, MODELS
from .hostile import CONTEXT
from .test_hostile_input import ROUNDS, AttackMixin

TOUCHPOINT = "customer.retention.touchpoint"


def parameters(method):
    """Return the names of what a method is called with."""
    named = list(inspect.signature(method).parameters.values())[1:]
    return [one.name for one in named if one.kind is one.POSITIONAL_OR_KEYWORD]


class TestHostileMethods(AttackMixin, AccessCase):
    def _manager(self, records):
        return self._as("manager", records)

    def _target(self, name):
        """Return what to call a method on, and the method's name."""
        model, _dot, method = name.rpartition(".")
        records = self._manager(self.env[model])
        is_of_model = hasattr(getattr(self.registry[model], method), "_api_model")
        if is_of_model or model not in MODELS:
            return records, method
        return self._manager(self._samples(model)[:1]), method

    def test_arguments(self):
        tried = 0
        for name, call in METHODS.items():
            records, method = self._target(name)
            if "manager" not in call.roles:
                records = self._as(call.roles[0], records)
            names = parameters(getattr(type(records), method))
            if names:
                good = dict(zip(names, call.arguments(self), strict=False))
                with self.subTest(method=name):
                    self._attack_method(getattr(records, method), names, good)
                tried += 1
        self.assertGreater(tried, 9)

    def _attack_method(self, method, names, good):
        self._attack(
            lambda values: method(**values),
            lambda hostile: self._values(hostile, names, good),
            rounds=ROUNDS // 4,
        )

    def _values(self, hostile, names, good):
        """Return values of some arguments, the other ones as they should be."""
        values = {**good}
        for name in hostile.sample(names, hostile.randint(0, len(names))):
            values[name] = hostile.value()
        return values

    def test_context(self):
        """Of methods that need nothing else; what some dialog opens is not asked."""
        profile = self._manager(self._profile(self.own))
        moved = {"stage_id": profile.lifecycle_id.stage_ids[0].id}
        movement = self._manager(self._samples("customer.retention.movement")[:1])
        touchpoints = self._manager(self.env[TOUCHPOINT])
        bridge = self._manager(self.env["customer.retention.bridge"])
        for call in (
            lambda context: bridge.with_context(**context).search_read([]),
            lambda context: profile.with_context(**context).action_refresh(),
            lambda context: profile.with_context(**context).get_story(),
            lambda context: profile.with_context(**context).read(["status", "rhythm"]),
            lambda context: profile.with_context(**context).write(moved),
            lambda context: movement.with_context(**context).action_open(),
            lambda context: touchpoints.with_context(**context).search_read([]),
            lambda context: touchpoints.with_context(**context).search_count([]),
        ):
            self._attack(call, self._context, rounds=ROUNDS // 4)

    def _context(self, hostile):
        """Return a context; Odoo itself refuses values that cannot be hashed."""
        names = hostile.sample(CONTEXT, hostile.randint(0, 3))
        values = {name: hostile.value() for name in names}
        context = {
            name: value
            for name, value in values.items()
            if isinstance(value, (list, Hashable))
        }
        return {"retention_figure": "closing", **context}

    def test_touchpoints_of_hostile_customers(self):
        touchpoints = self._manager(self.env[TOUCHPOINT])
        profile_id = self._profile(self.own).id
        asked = (profile_id, [profile_id], True, -5, 2**40, "abc", ["x", 1], [None])
        for call in (touchpoints.search_read, touchpoints.search_count):
            self._attack(
                lambda value, call=call: call([("profile_id", "in", value)]),
                lambda hostile: hostile.choice(asked),
                rounds=ROUNDS // 4,
                reads=True,
            )


class TestHostilePages(AccessCase):
    def test_a_page_of_the_story_that_is_none_says_so(self):
        profile = self._as("own", self._profile(self.own))
        for values in ({"before": [1]}, {"limit": -3}, {"limit": "x"}):
            with self.subTest(values), self.assertRaises(UserError):
                profile.get_story(**values)

    def test_notes_that_are_none_say_so(self):
        profile = self._as("own", self._profile(self.own))
        for call in (
            lambda: profile.get_notes(-5),
            lambda: profile.get_notes("x"),
            lambda: profile.pin_notes("abc", True),
            lambda: profile.add_note(123),
        ):
            with self.assertRaises(UserError):
                call()
