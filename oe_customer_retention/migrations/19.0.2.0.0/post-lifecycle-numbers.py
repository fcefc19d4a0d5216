ADDON = "oe_customer_retention"
CHURN = "[('days_since_purchase', '>=', {})]"
# what conditions with the numbers of a lifecycle say now, by its days to churn
CONDITIONS = {
    365: {
        CHURN.format(365): "[('is_churn_due', '=', True)]",
        "[('purchase_count', '>=', 4), ('days_since_purchase', '<', 365)]": (
            "[('is_regular', '=', True), ('is_churn_due', '=', False)]"
        ),
        "[('purchase_count', '>=', 1), ('purchase_count', '<', 4), "
        "('days_since_purchase', '<', 365)]": (
            "[('purchase_count', '>=', 1), ('is_regular', '=', False), "
            "('is_churn_due', '=', False)]"
        ),
        "[('purchase_count', '<', 4), ('days_since_purchase', '<', 365)]": (
            "[('purchase_count', '>=', 1), ('is_regular', '=', False), "
            "('is_churn_due', '=', False)]"
        ),
    },
    90: {
        CHURN.format(90): "[('is_churn_due', '=', True)]",
        "[('purchases_30d', '>', 3), ('purchases_30d', '<=', 10)]": (
            "[('is_regular_30d', '=', True), ('purchases_30d', '<=', 10)]"
        ),
        "[('purchases_30d', '<=', 3)]": "[('is_regular_30d', '=', False)]",
        "[('purchases_30d', '>=', 1), ('purchases_30d', '<=', 3)]": (
            "[('purchases_30d', '>=', 1), ('is_regular_30d', '=', False)]"
        ),
    },
}
# texts of what is ready-made: no numbers, and plain words
TEXTS = {
    "customer_retention_reaction": {
        "name": {
            "Call who becomes at risk": "Call a customer who becomes at risk",
            "Win back who becomes dormant": "Win back a dormant customer",
            "Write to who becomes dormant": "Write to a customer who becomes dormant",
            "Thank who came back": "Thank a customer who came back",
            "Welcome who is onboarding": "Welcome a new customer",
        },
    },
    "customer_lifecycle_rule": {
        "name": {
            "No order for 365 days": "No order for {churn_days} days",
            "Four orders or more": "{order_count} orders or more",
            "Fewer than four orders left": "Fewer than {order_count} orders left",
            "Ordered again after a year": "Ordered again",
            "Nothing for three months": "No order for {churn_days} days",
            "More than three orders in a month": (
                "{order_count} orders or more in a month"
            ),
            "Fell under more than three orders in a month": (
                "Fewer than {order_count} orders in a month"
            ),
        },
    },
    "customer_lifecycle_stage": {
        "description": {
            "Bought four times or more, the last time within a year.": (
                "Bought often enough to count on, and lately."
            ),
            "Bought nothing for a year.": (
                "Bought nothing for so long that the next purchase would be a surprise."
            ),
            "Bought more than three times within a month.": (
                "Bought often within a month."
            ),
            "Bought nothing for three months.": (
                "Bought nothing for so long that the next purchase would be a surprise."
            ),
        },
    },
}


def migrate(cr, version):
    """Let rules and milestones read the two numbers of their lifecycle.

    Only where that says the same as before: what people changed stays as it is.
    """
    cr.execute(
        """UPDATE customer_lifecycle lifecycle SET churn_days = 90
           FROM customer_lifecycle_rule rule
           WHERE rule.lifecycle_id = lifecycle.id AND rule.condition = %s""",
        [CHURN.format(90)],
    )
    for days, conditions in CONDITIONS.items():
        for old, new in conditions.items():
            cr.execute(
                """UPDATE customer_lifecycle_rule rule SET condition = %s
                   FROM customer_lifecycle lifecycle
                   WHERE lifecycle.id = rule.lifecycle_id AND rule.condition = %s
                     AND lifecycle.churn_days = %s AND lifecycle.order_count = 4""",
                [new, old, days],
            )
    _read_numbers_in_milestones(cr)
    _rewrite_texts(cr)
    _note_numbers_in_journal(cr)


def _read_numbers_in_milestones(cr):
    cr.execute(
        """UPDATE customer_lifecycle_stage stage SET milestone_days = 0
           FROM customer_lifecycle lifecycle
           WHERE lifecycle.id = stage.lifecycle_id AND stage.milestone = 'silence'
             AND stage.milestone_days = lifecycle.churn_days"""
    )
    cr.execute(
        """UPDATE customer_lifecycle_stage stage SET milestone_count = 0
           FROM customer_lifecycle lifecycle
           WHERE lifecycle.id = stage.lifecycle_id
             AND stage.milestone IN ('orders', 'lapse')
             AND stage.milestone_count = lifecycle.order_count"""
    )


def _rewrite_texts(cr):
    """Rewrite texts that nobody changed; the languages' files bring translations."""
    for table, columns in TEXTS.items():
        for column, texts in columns.items():
            for old, new in texts.items():
                cr.execute(
                    f"""UPDATE {table} text
                        SET {column} = jsonb_build_object('en_US', %s)
                        FROM ir_model_data data
                        WHERE data.module = %s AND data.res_id = text.id
                          AND data.model = %s AND text.{column}->>'en_US' = %s""",
                    [new, ADDON, table.replace("_", "."), old],
                )


def _note_numbers_in_journal(cr):
    """Note what the numbers were at each move: till now they never changed."""
    cr.execute(
        """UPDATE customer_lifecycle_journal journal
           SET churn_days = lifecycle.churn_days, order_count = lifecycle.order_count
           FROM customer_lifecycle_rule rule
           JOIN customer_lifecycle lifecycle ON lifecycle.id = rule.lifecycle_id
           WHERE rule.id = journal.rule_id AND journal.churn_days IS NULL"""
    )
