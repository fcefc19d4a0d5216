"""Named sets of customers: put together by hand, or by a condition."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..condition.domain import ConditionError, asked_ids
from ..groups import MANAGER
from ..labels import field_label

FINDS_MEMBERS = {"domain", "kind", "company_id", "active", "is_shared", "owner_id"}


class CustomerSegment(models.Model):
    """A named set of customers.

    A static segment has the members people give it. The members of a dynamic one are
    found by its condition, see ``customer.segment.membership``.
    """

    _name = "customer.segment"
    _description = "Customer Segment"
    _inherit = [
        "customer.retention.shared.mixin",
        "mail.thread",
        "customer.retention.condition.mixin",
    ]
    _order = "sequence, name, id"
    _condition_field = "domain"
    _condition_model = "customer.retention.profile"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(
        default=10,
        help="Dynamic segments are refreshed in this order: a condition sees the "
        "present members of the segments above it.",
    )
    active = fields.Boolean(
        default=True,
        help="An archived segment keeps its members and is no longer refreshed.",
    )
    color = fields.Integer()
    description = fields.Text(
        translate=True, help="The purpose of this segment and how it is used."
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="The company whose customers may be members, including those of its "
        "branches. Empty: the customers of every company.",
    )
    owner_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="cascade",
        default=lambda self: self._default_owner_id(),
        copy=False,
        help="The owner of a private segment: only this person sees and changes it. "
        "Empty: every salesperson sees it, sales managers change it.",
    )
    is_shared = fields.Boolean(
        string="Shown to everyone",
        help="The other salespeople see and use this segment; they do not change it.",
    )
    kind = fields.Selection(
        [("static", "Static"), ("dynamic", "Dynamic")],
        required=True,
        default="static",
        tracking=True,
        help="Static: members are added and removed manually or by import. Dynamic: "
        "all customers who meet the condition are members, from refresh to refresh.",
    )
    domain = fields.Char(
        string="Condition",
        default="[]",
        tracking=True,
        help="Which customers are members. Without a condition all of them are.",
    )
    profile_ids = fields.Many2many(
        "customer.retention.profile",
        relation="customer_segment_profile_rel",
        column1="segment_id",
        column2="profile_id",
        string="Members",
        copy=False,
        check_company=True,
        help="The customers put into this segment manually.",
    )
    member_count = fields.Integer(
        string="Customers",
        compute="_compute_member_count",
        help="The members you may see, in the current companies.",
    )

    @api.model
    def _default_owner_id(self):
        """Return the user, unless a sales manager: theirs are for everybody."""
        is_manager = self.env.su or self.env.user.has_group(MANAGER)
        return self.env["res.users"] if is_manager else self.env.user

    @api.model
    def _seen_by(self, user_id):
        """Return the domain of the segments a user may know of, None for nobody."""
        return (
            Domain("owner_id", "=", False)
            | Domain("is_shared", "=", True)
            | Domain("owner_id", "=", user_id)
        )

    @api.depends("owner_id")
    def _compute_may_change(self):
        super()._compute_may_change()

    def _explain_unchangeable(self):
        if self.env.user.has_group(MANAGER):
            return super()._explain_unchangeable()
        return self.env._(
            "'%(segment)s' is not your own: have a sales manager change it, or "
            "duplicate it.",
            segment=self.name,
        )

    @api.depends("profile_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["customer.retention.profile"]._read_group(
                [("segment_ids", "in", self.ids)], ["segment_ids"], ["__count"]
            )
        )
        for segment in self:
            segment.member_count = counts.get(segment._origin, 0)

    @api.constrains("domain", "kind", "is_shared", "owner_id")
    def _check_condition(self):
        super()._check_condition()

    def _condition_reader(self):
        return not self.is_shared and self.owner_id.id

    def _condition_domain(self):
        """Refuse somebody's own segments in one that others see: they would learn who
        is in these."""
        domain = super()._condition_domain()
        if self.owner_id and self.is_shared:
            ids = asked_ids(self._condition_paths(), domain, self._name)
            seen = self._seen_by(False) & Domain("id", "in", ids)
            segments = self.sudo().with_context(active_test=False)
            if segments.search_count(seen) < len(ids):
                raise ConditionError(segments=sorted(ids))
        return domain

    def _explain_condition(self, problem):
        if "segments" in problem:
            return self.env._(
                "It uses a segment that not everyone sees: show that one to everyone "
                "too, or keep this one to yourself."
            )
        return super()._explain_condition(problem)

    def _condition_problem(self, company):
        return self.kind == "dynamic" and super()._condition_problem(company)

    def _condition_consequence(self):
        return self.env._("The members stay as they are.")

    @api.constrains("company_id")
    def _check_members_company(self):
        static = self.filtered(lambda segment: segment.kind == "static")
        for segment in static.filtered("company_id").sudo():
            companies = segment.with_context(active_test=False).profile_ids.company_id
            if foreign := companies.filtered(
                lambda company, segment=segment: (
                    segment.company_id not in company.parent_ids
                )
            ):
                raise ValidationError(
                    self.env._(
                        "Segment %(segment)s has members among the customers of "
                        "%(company)s: take them out first, or leave the company empty.",
                        segment=segment.name,
                        company=foreign[0].name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._check_owner()
        if filled := segments.filtered("profile_ids"):
            filled._check_static()
            filled.profile_ids._segments_changed(filled)
        (segments - filled)._refresh_dynamic()
        return segments

    def write(self, vals):
        before = self.profile_ids if "profile_ids" in vals else None
        owners = {segment: segment.sudo().owner_id for segment in self}
        result = super().write(vals)
        self.filtered(lambda each: each.owner_id != owners[each])._check_owner()
        if before is not None:
            self._check_static()
            (before | self.profile_ids)._segments_changed(self)
        if {"company_id", "kind"} & vals.keys():
            self.env["customer.segment.membership"].sudo()._release(self)
        if FINDS_MEMBERS & vals.keys():
            self._refresh_dynamic()
        return result

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", segment.name)}
            for segment, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _check_owner(self):
        """Refuse to make somebody else the owner, whose own segments it may ask for.

        :raises AccessError: for anybody but administrators
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if self.sudo().owner_id - self.env.user:
            raise AccessError(
                self.env._(
                    "'%(field)s' is someone else: choose yourself, or leave it empty "
                    "to share it with everyone.",
                    field=field_label(self, "owner_id"),
                )
            )

    def _check_static(self):
        """Refuse adding and removing by hand whom a condition makes a member."""
        if dynamic := self.filtered(lambda segment: segment.kind == "dynamic"):
            raise ValidationError(
                self.env._(
                    "The members of %(segment)s follow from its condition: change "
                    "'Condition', or make the segment static.",
                    segment=dynamic[0].name,
                )
            )

    def _may_add(self):
        """Return whether the user adds customers to this segment by hand."""
        owner = self.sudo().owner_id
        return self.env.su or not owner or owner == self.env.user

    def _check_members_may_change(self):
        """Refuse members by hand in segments of a condition, or of somebody else.

        :raises ValidationError: for a dynamic segment
        :raises AccessError: for somebody's own segment
        """
        self._check_static()
        if not all(segment._may_add() for segment in self):
            raise AccessError(
                self.env._(
                    "This segment is private: ask its owner to add or remove "
                    "customers, or make a segment yourself."
                )
            )

    def _check_may_use(self):
        super()._check_may_use()
        if not self.env.user.has_group(MANAGER):
            self.check_access("write")

    def action_refresh(self):
        """Find the members of these dynamic segments anew, in the current companies.

        :return: where a company is being refreshed at this moment, a notification that
            says that they are found after it
        :raises AccessError: for those who may not set up segments
        """
        self._check_may_use()
        queued = self._refresh_dynamic(self.env.companies)
        return queued._notification() if queued else None

    def action_open_members(self):
        """Open the members, in the current companies."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_profile_action"
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("segment_ids", "in", self.ids)],
            "context": {},
        }

    def action_open_sizes(self):
        """Open the size over time, as a graph."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_segment_trend_action"
        )
        return {
            **action,
            "display_name": self.env._("%s: size over time", self.name),
            "domain": [("segment_id", "=", self.id)],
        }

    def _refresh_dynamic(self, companies=None):
        """Ask for the members of these dynamic segments, by default in all companies.

        The refresh, which alone writes them, extends it.

        :return: the runs that find them later, where that cannot be done now
        """
        return self.env["customer.retention.run"]

    @api.model
    def _applicable(self, company):
        """Return the active segments the customers of ``company`` may be in."""
        domain = Domain("company_id", "=", False)
        domain |= Domain("company_id", "parent_of", company.id)
        return self.sudo().with_context(active_test=True).search(domain)

    def _compile(self, scope):
        """Return the SELECT of the ids of the profiles of ``scope`` that match.

        Archived customers are no members unless the condition asks for them, those
        without a status, set aside, never.

        :raises ConditionError: when the condition cannot be used
        """
        domain = Domain("company_id", "=", scope.company.id)
        domain &= Domain("status", "!=", False)
        if not scope.is_full:
            domain &= Domain("partner_id", "in", scope.customer_ids)
        query = self._condition_query(scope.company, domain, as_of=scope.as_of)
        return query.subselect()
