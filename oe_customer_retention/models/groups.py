"""The groups of users that fields, buttons and methods are for."""

SALES = "sales_team.group_sale_salesman"
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
MANAGER = "sales_team.group_sale_manager"
ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"


def salesperson_of_new(env):
    """Return who gets customers without a salesperson: the user who sees the own
    customers only, else nobody."""
    return env["res.users"] if env.user.has_group(ALL_LEADS) else env.user
