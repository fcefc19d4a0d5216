{
    "name": "Customer Retention: Point of Sale",
    "summary": "Receipts of the shop as purchases of the customers they name",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "pos_sale"],
    "data": [],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
