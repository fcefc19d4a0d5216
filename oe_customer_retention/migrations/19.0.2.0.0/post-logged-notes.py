def migrate(cr, version):
    """Make what was logged as a note a note: it was posted as a notification."""
    cr.execute(
        """UPDATE mail_message note SET message_type = 'comment'
           FROM customer_retention_interaction logged
           WHERE logged.message_id = note.id AND logged.kind = 'note'
             AND note.message_type = 'notification'"""
    )
