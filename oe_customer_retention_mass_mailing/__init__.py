from odoo.addons.oe_customer_retention.hooks import (
    forget_foreign_keys,
    queue_refresh,
)

from . import models


def uninstall_hook(env):
    """Take away what Odoo leaves behind, and have the customers read anew."""
    forget_foreign_keys(env, "oe_customer_retention_mass_mailing")
    queue_refresh(env)
