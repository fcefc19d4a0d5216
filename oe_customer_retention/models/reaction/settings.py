"""Changed settings move customers, and let no reaction fire for what is past.

What statuses and stages follow from, besides documents and days, is kept as a digest
with each full refresh. While the present settings have another one, only changes of
status since that refresh fire: all others are the old documents, read anew.
"""

import hashlib
import json

from odoo import fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..run.run import OF_ALL

SCALARS = ("boolean", "char", "date", "float", "integer", "monetary", "selection")
COMPANY = (
    "retention_purchase_basis",
    "retention_audience",
    "retention_rfm_method",
    "retention_follow_categories",
    "retention_category_kind",
    "retention_category_level",
    "retention_health_score",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    retention_settings_digest = fields.Char(
        string="Retention settings digest",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="The settings of the last full refresh.",
    )

    def _retention_settings(self):
        """Return the records that statuses and stages follow from, in their order.

        Others extend it by settings of their own.
        """
        lifecycle = self.retention_lifecycle_id
        scales = self.env["customer.retention.rfm.scale"]
        if self.retention_rfm_method == "own":
            scales = scales.search([("company_id", "=", self.id)])
        return [
            self.env["customer.retention.policy"]._applicable(self),
            self.env["customer.retention.rfm.segment"]._applicable(self),
            scales,
            self.env["customer.segment"]
            ._applicable(self)
            .filtered(
                lambda segment: segment.kind == "dynamic" and not segment.owner_id
            ),
            lifecycle,
            lifecycle.stage_ids,
            lifecycle.rule_ids,
        ]

    def _retention_digest(self):
        """Return the digest of the settings in force."""
        company = self.with_env(self._retention_env())
        values = [setting_values(records) for records in company._retention_settings()]
        values.append([company._retention_timezone()])
        values.append([company[name] for name in COMPANY if name in company._fields])
        text = json.dumps(values, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _retention_settings_changed(self):
        """Return whether the last full refresh knew other settings than these."""
        known = self.sudo().retention_settings_digest
        return bool(known) and known != self._retention_digest()

    def _retention_know_settings(self):
        """Take the settings for known: whatever changes from now on is news."""
        for company in self.sudo():
            digest = company._retention_digest()
            if company.retention_settings_digest != digest:
                company.retention_settings_digest = digest


def setting_values(records):
    """Return the values of settings that people write, no labels."""
    names = [
        name
        for name, field in records._fields.items()
        if field.store
        and not field.readonly
        and not field.translate
        and name not in ("name", "color")
        and field.type in SCALARS
    ]
    relations = [
        name for name in ("from_stage_ids", "to_stage_id") if name in records._fields
    ]
    return [
        [record.id]
        + [record[name] for name in names]
        + [record[name].ids for name in relations]
        for record in records
    ]


class RetentionReactionEngine(models.AbstractModel):
    _inherit = "customer.retention.reaction.engine"

    def _status_steps(self, scope, changes, known_id):
        """Leave out what changed settings make of the past; what people set, stays."""
        steps = super()._status_steps(scope, changes, known_id)
        if not scope.company._retention_settings_changed():
            return steps
        return SQL(
            """SELECT step.* FROM (%s) step
               JOIN customer_retention_profile profile ON profile.id = profile_id
               WHERE CASE WHEN is_told THEN date > %s
                          ELSE status_override = to_status END""",
            steps,
            self._last_full_day(scope.company),
        )

    def _last_full_day(self, company):
        """Return the day of the last full refresh; the first day there is for none."""
        run = self.env["customer.retention.run"]._last_of(
            company, [("mode", "in", OF_ALL), ("state", "=", "done")]
        )
        return run.as_of or fields.Date.to_date("0001-01-01")
