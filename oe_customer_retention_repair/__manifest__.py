{
    "name": "Customer Retention: Repairs",
    "summary": "What customers had repaired, under warranty or not",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "repair"],
    "data": ["views/policy.xml", "views/profile.xml", "views/touchpoint.xml"],
    "demo": ["demo/repairs.xml"],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
