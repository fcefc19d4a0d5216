"""What people, programs and attackers send: random, the same for the same seed."""

from random import Random

NAMES = (
    "status",
    "revenue_12m",
    "days_since_order",
    "reorder_probability",
    "last_order_date",
    "partner_id",
    "partner_id.name",
    "user_id.login",
    "segment_ids",
    "transition_ids",
    "is_new",
    "rhythm",
    "policy_id.name",
    "refreshed_at",
    "id",
    "overdue_amount",
    "partner_id.user_ids.password",
    "no_such_field",
    "status.no_such_field",
    "",
    "__class__",
    "status; DROP TABLE res_partner",
    'status"',
    None,
    7,
)
OPERATORS = (
    *("=", "!=", "<", ">", "<=", ">=", "in", "not in", "like", "ilike", "=like"),
    *("child_of", "parent_of", "any", "not any", "=?", "any!", "no such", "", None, 3),
)
VALUES = (
    *(0, 1, -1, 2**31, -(2**63), 10**40, 0.5, float("inf"), float("nan"), True, False),
    *(None, "", "lost", "at_risk", "' OR 1=1 --", "%", "\\", "é 漢 🙂", "x" * 5000),
    *("2026-01-01", "2026-13-45", "0000-00-00", "today -1d", "now", "abc"),
    *(
        [],
        [1],
        ["lost"],
        [False],
        [None, "x"],
        [[1, 2]],
        {},
        {"a": 1},
        [("id", "=", 1)],
    ),
)
# Conditions that fit neither customers nor contacts, or are none at all.
UNUSABLE = (
    *("[", "[('id', '=', 1)", "(" * 500, "[" * 5000 + "]" * 5000),
    *(
        "[('id', None, 1)]",
        "[('id', 7, 1)]",
        "1",
        "'id'",
        "{'id': 1}",
        "[1]",
        "[[]]",
        "[None]",
        "[['id']]",
        "['&']",
        "['|']",
    ),
    *("['|', ('id', '=', 1)]", "[('id', '=', 1), '&']", "[(1, '=', 1), 'or']"),
    *("[('no_such_field', '=', 1)]", "[('user_id.no_such_field', '=', 1)]"),
    *(
        "[('id', 'drop table', 1)]",
        "[('id', '=', 'text')]",
        "[('id', 'in', [(SELECT 1)])]",
    ),
    "[('create_date', '>', 'yesterday; drop table res_partner')]",
    *("[('id', '=', uid)]", "[(x for x in ())]", "lambda: 1", "().__class__"),
    *("__import__('os').system('true')", "[('id', '=', __import__('os'))]"),
    "['!'," * 500 + "('id', '=', 1)" + "]" * 500,
)
TEXTS = (
    *("", "[]", "[('status', '=', 'lost')]", "[('name', 'ilike', '%')]"),
    *("[('id', 'in', 5)]", "[('id', '=', 99999999999999999999)]"),
    *("[('status', 'any', [])]", "[('last_order_date', '>', 5)]"),
    "[" + "'!', " * 200 + "('id', '=', 1)]",
    *UNUSABLE,
)

# What the addon reads of the context.
CONTEXT = (
    "lifecycle_by_rule",
    "retention_as_of",
    "retention_bridge_back",
    "retention_bridge_period",
    "retention_condition_reader",
    "retention_figure",
    "retention_mailed",
    "retention_profile_id",
    "retention_stored",
    "retention_written_ids",
)


class Hostile(Random):
    """Deals hostile arguments."""

    def leaf(self, names=NAMES):
        """Return one condition, well-formed or not."""
        condition = [self.choice(pool) for pool in (names, OPERATORS, VALUES)]
        if self.random() < 0.05:
            condition = condition[:2]
        return tuple(condition) if self.random() < 0.5 else condition

    def domain(self, names=NAMES):
        """Return a domain in Polish notation, or what only looks like one."""
        if self.random() < 0.1:
            return self.choice(VALUES)
        terms = [self.leaf(names) for _term in range(self.randint(1, 3))]
        operators = [self.choice("&|!") for _term in range(self.randint(0, 2))]
        return operators + terms

    def text(self):
        """Return a domain as people write it into a field."""
        return self.choice((self.choice(TEXTS), repr(self.domain())))

    def value(self):
        """Return anything JSON can say."""
        return self.choice((*VALUES, self.domain()))

    def numbers(self, names):
        """Return values of fields that want numbers."""
        pool = (*range(-2, 400, 30), 36_500, 36_501, 2**31 - 1)
        return {name: self.choice(pool) for name in names}

    def anything(self, names):
        """Return values of some of these fields, and of one there is not."""
        chosen = self.sample(list(names), self.randint(0, min(4, len(names))))
        return {
            name: self.value() for name in (*chosen, "no_such_field")[: len(chosen)]
        }
