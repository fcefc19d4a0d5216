"""From a segment or a stage to a mailing to its customers, in one click."""

from odoo import models

PROFILE = "customer.retention.profile"


class RetentionProfile(models.Model):
    _inherit = PROFILE

    def _action_mail(self, name, domain):
        """Return the action of a new mailing to the customers in ``domain``, but those
        who want no mail.

        :raises AccessError: for people without Email Marketing
        """
        self.env["mailing.mailing"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailing to %s", name),
            "res_model": "mailing.mailing",
            "views": [(False, "form")],
            "context": {
                "default_mailing_type": "mail",
                "default_mailing_model_id": self.env["ir.model"]._get_id(PROFILE),
                "default_mailing_domain": str([*domain, ("refuses_mail", "=", False)]),
            },
        }


class CustomerSegment(models.Model):
    _inherit = "customer.segment"

    def action_mail(self):
        """Write a mailing to the customers in this segment."""
        self.ensure_one()
        self.check_access("read")
        domain = [("segment_ids", "in", self.ids)]
        return self.env[PROFILE]._action_mail(self.name, domain)


class CustomerLifecycleStage(models.Model):
    _inherit = "customer.lifecycle.stage"

    def action_mail(self):
        """Write a mailing to the customers in this stage."""
        self.ensure_one()
        self.check_access("read")
        domain = [("stage_id", "in", self.ids)]
        return self.env[PROFILE]._action_mail(self.display_name, domain)
