{
    "name": "Customer Retention: Margins",
    "summary": "What customers and categories earn, beside what they bring",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "sale_margin"],
    "data": [
        "views/profile.xml",
        "views/category.xml",
        "views/bridge.xml",
    ],
    "post_init_hook": "queue_refresh",
    "auto_install": True,
}
