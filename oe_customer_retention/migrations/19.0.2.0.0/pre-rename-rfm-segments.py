RENAMED = {
    "rfm_segment_at_risk": ("At risk", "Declining"),
    "rfm_segment_lost": ("Lost", "Cold"),
    "rfm_segment_new": ("New", "New customers"),
}


def migrate(cr, version):
    """Rename the RFM segments called as a status or button is, unless somebody did.

    Their translations are read with the others of the update.
    """
    for identifier, (before, after) in RENAMED.items():
        cr.execute(
            """UPDATE customer_retention_rfm_segment AS segment
               SET name = jsonb_build_object('en_US', %s::text)
               FROM ir_model_data AS data
               WHERE data.module = 'oe_customer_retention' AND data.name = %s
                 AND data.res_id = segment.id AND segment.name ->> 'en_US' = %s""",
            [after, identifier, before],
        )
