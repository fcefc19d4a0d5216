"""Notifications: what a button tells whoever pressed it."""

SOFT_RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def notification(message, **params):
    """Return the client action that shows a message.

    :param params: ``type`` ("success" unless given), ``title``, ``sticky`` and ``next``
        of Odoo's own action
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": "success", "message": message, **params},
    }
