{
    "name": "Customer Retention: Deliveries",
    "summary": "When a customer was last delivered to, and whether that ends a silence",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "sale_stock"],
    "data": [
        "data/reactions.xml",
        "views/policy.xml",
        "views/profile.xml",
        "views/touchpoint.xml",
    ],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
    "assets": {
        "web.assets_tests": ["oe_customer_retention_stock/static/tests/tours/**/*"],
    },
}
