{
    "name": "Customer Retention",
    "summary": "See which customers are slipping away, why, what is at stake, "
    "and whether what you did about it worked",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": [
        "account",
        "calendar",
        "contacts",
        "crm",
        "digest",
        "sale_crm",
        "sale_management",
    ],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "security/ir.model.access.csv",
        "security/security.xml",
        "data/ir_cron.xml",
    ],
    "post_init_hook": "post_init_hook",
    "application": True,
}
