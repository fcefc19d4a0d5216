from odoo.addons.oe_customer_retention.hooks import queue_refresh

from . import models
