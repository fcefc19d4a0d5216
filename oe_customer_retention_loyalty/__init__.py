from odoo.addons.oe_customer_retention.hooks import queue_refresh, uninstall_hook_of

from . import models

uninstall_hook = uninstall_hook_of(__name__)
