{
    "name": "Customer Retention: Email Marketing",
    "summary": "Who answers mailings, and who is to be mailed no more",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["oe_customer_retention", "mass_mailing"],
    "data": [
        "views/policy.xml",
        "views/profile.xml",
        "views/touchpoint.xml",
        "views/recipients.xml",
    ],
    "post_init_hook": "queue_refresh",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
