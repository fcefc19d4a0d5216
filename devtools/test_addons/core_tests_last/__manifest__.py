{
    "name": "Core tests last",
    "summary": "Run core's at_install tests too once every addon is loaded",
    "author": "The oe_customer_retention maintainers",
    "license": "LGPL-3",
    "depends": ["base"],
}
