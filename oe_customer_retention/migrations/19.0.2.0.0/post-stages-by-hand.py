from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    """Note which stages people set: the rules leave them from now on."""
    cr.execute(
        """UPDATE customer_retention_profile profile SET stage_by_hand = TRUE
           FROM (SELECT DISTINCT ON (profile_id) profile_id, to_stage_id, origin
                 FROM customer_lifecycle_journal
                 ORDER BY profile_id, date DESC, id DESC) last
           WHERE last.profile_id = profile.id AND last.origin = 'hand'
             AND last.to_stage_id = profile.stage_id
             AND profile.stage_by_hand IS NOT TRUE
           RETURNING profile.id"""
    )
    env = Environment(cr, SUPERUSER_ID, {})
    profiles = env["customer.retention.profile"].browse(id_ for (id_,) in cr.fetchall())
    env["customer.lifecycle.engine"]._note_basis(profiles)
