"""The groups of users that fields, buttons and methods are for."""

SALES = "sales_team.group_sale_salesman"
MANAGER = "sales_team.group_sale_manager"
ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"
