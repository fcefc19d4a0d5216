RULES = (
    "customer_lifecycle_rule_company",
    "customer_lifecycle_stage_rule_company",
    "customer_lifecycle_rule_rule_company",
    "customer_retention_policy_rule_company",
    "customer_retention_reaction_rule_company",
    "customer_retention_rfm_segment_rule_company",
    "customer_segment_rule_company",
)


def migrate(cr, version):
    """Let the rules on what companies share speak of reading only.

    New ones, which the update has brought, say who may write: those who could write by
    the old ones changed what other companies use.
    """
    cr.execute(
        """UPDATE ir_rule
           SET perm_write = FALSE, perm_create = FALSE, perm_unlink = FALSE
           FROM ir_model_data data
           WHERE data.model = 'ir.rule' AND data.res_id = ir_rule.id
             AND data.module = 'oe_customer_retention' AND data.name = ANY(%s)""",
        [list(RULES)],
    )
