{
    "name": "Customer Retention: Ratings",
    "summary": "How customers rate, and who acts upon a low score",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "rating"],
    "data": [
        "data/reactions.xml",
        "views/policy.xml",
        "views/profile.xml",
        "views/touchpoint.xml",
    ],
    "demo": ["demo/ratings.xml"],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
