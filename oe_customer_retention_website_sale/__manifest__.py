{
    "name": "Customer Retention: Web Shop",
    "summary": "Visits after a silence, abandoned carts, wish lists, blocked customers",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "website_sale"],
    "data": [
        "data/reactions.xml",
        "views/policy.xml",
        "views/profile.xml",
        "views/touchpoint.xml",
    ],
    "demo": ["demo/visits.xml"],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
