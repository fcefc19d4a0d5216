{
    "name": "Customer Retention: SMS",
    "summary": "Text messages of ours, and who is to be texted no more",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "sms"],
    "data": ["views/profile.xml", "views/touchpoint.xml"],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "queue_refresh",
    "auto_install": True,
}
