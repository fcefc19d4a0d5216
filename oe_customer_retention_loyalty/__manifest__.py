{
    "name": "Customer Retention: Loyalty",
    "summary": "Points about to expire, and coupons that reactions give",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "sale_loyalty"],
    "data": [
        "views/policy.xml",
        "views/profile.xml",
        "views/touchpoint.xml",
        "views/reaction.xml",
    ],
    "demo": ["demo/cards.xml"],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
