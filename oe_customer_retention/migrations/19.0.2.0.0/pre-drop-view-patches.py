PATCHES = """
    WITH own AS (
        SELECT res_id AS id FROM ir_model_data
        WHERE module = 'oe_customer_retention' AND model = 'ir.ui.view'
    ), patch AS (
        SELECT id, inherit_id FROM ir_ui_view
        WHERE mode = 'extension' AND id IN (SELECT id FROM own)
          AND inherit_id IN (SELECT id FROM own)
    )
"""


def migrate(cr, version):
    """Delete the addon's patches of its own views: the views hold them now.

    Odoo would apply them to the new views once more, and fail where one no longer fits;
    afterwards it would delete them with all that others made inherit from them. That
    inherits from the patched view instead.
    """
    cr.execute(
        f"""{PATCHES} UPDATE ir_ui_view SET inherit_id = patch.inherit_id
            FROM patch WHERE ir_ui_view.inherit_id = patch.id"""
    )
    cr.execute(
        f"{PATCHES} DELETE FROM ir_ui_view USING patch WHERE ir_ui_view.id = patch.id"
    )
