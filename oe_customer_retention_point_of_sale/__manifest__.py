{
    "name": "Customer Retention: Point of Sale",
    "summary": "Receipts of the shop as purchases of the customers they name",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "pos_sale"],
    "data": ["views/policy.xml", "views/profile.xml", "views/touchpoint.xml"],
    "demo": ["demo/receipts.xml"],
    "assets": {
        "point_of_sale._assets_pos": [
            "oe_customer_retention_point_of_sale/static/src/**/*",
        ],
        "web.assets_tests": [
            "oe_customer_retention_point_of_sale/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "oe_customer_retention_point_of_sale/static/tests/**/*.test.js",
        ],
    },
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
