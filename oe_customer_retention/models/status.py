"""The statuses a customer may have, and what is true of which."""

STATUSES = [
    ("active", "Active"),
    ("at_risk", "At Risk"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
    ("prospect", "Prospect"),
]
# Has bought.
CUSTOMER = ("active", "at_risk", "dormant", "lost")
# Counts as kept: the customers retention is measured by.
GOOD_STANDING = ("active", "at_risk")
# Silent beyond a threshold of the policy.
LAPSED = ("at_risk", "dormant", "lost")
# Gone: who buys again from here is won back.
GONE = ("dormant", "lost")
