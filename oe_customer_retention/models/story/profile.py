"""The story of a customer in time order: touchpoints, and what changed between."""

from datetime import time

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_list

from ..condition import checked_limit, refused
from ..labels import counted, label, labels, time_of_day, titled
from ..status import BY_KEY

PAGE = 40
TOUCHPOINT_FIELDS = (
    "kind",
    "topic",
    "at",
    "date",
    "time",
    "event",
    "icon",
    "summary",
    "detail",
    "amount",
    "currency_id",
    "user_id",
    "res_model",
    "res_id",
    "can_open",
)
LOGGED_FIELDS = ("outcome", "duration", "direction", "reached")
# Of these somebody contacted somebody, or tried to.
CONTACTS = ("call", "mail", "meeting")


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_story(self, kinds=None, search=None, before=None, limit=PAGE):
        """Return a page of this customer's story, newest first, to the user's rights.

        :param list[str] kinds: only touchpoints of these kinds, or that are shown as
            one of these topics: calls, notes, … (default: all)
        :param str search: only touchpoints whose document, contact or salesperson has
            this text
        :param before: ``[at, id, date]`` of the last touchpoint of the page before
        :param int limit: touchpoints a page
        :raises UserError: for what is no such choice
        :return: ``touchpoints``; ``changes`` of status and stage in their time (none
            while searching); ``has_more``; and with the first page ``kinds``, a list
            of the topic (``kind``), ``label``, ``count`` of all that ``search`` finds
            and ``documents``, how many they are about: an opportunity opened and lost
            is one
        """
        self.ensure_one()
        self.check_access("read")
        checked_limit(self.env, limit)
        with refused(self.env, self.env._("This choice of touchpoints")):
            return self._story(kinds, search, before, limit)

    def _story(self, kinds, search, before, limit):
        """Return what :meth:`get_story` does."""
        touchpoints = self.env["customer.retention.touchpoint"]
        found = self._story_domain(search)
        page = found & self._story_page(kinds, before)
        rows = touchpoints.search_fetch(page, limit=limit + 1)
        has_more = len(rows) > limit
        rows = rows[:limit]
        since = rows[-1:].date if has_more else None
        story = {
            "touchpoints": self._story_rows(rows),
            "changes": [] if search else self._story_changes(since, before),
            "has_more": has_more,
        }
        return story if before else {**story, "kinds": self._story_kinds(found)}

    def _story_domain(self, search):
        domain = Domain("profile_id", "=", self.id)
        return domain & self._story_text(search) if search else domain

    def _story_text(self, search):
        """Return the domain of touchpoints with a text in document, contact or
        salesperson; the few contacts are looked up first."""
        contacts = self.env["res.partner"].with_context(active_test=False)
        found = contacts.search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("name", "ilike", search),
            ]
        )
        users = self.env["res.users"].search([("name", "ilike", search)])
        return (
            Domain("summary", "ilike", search)
            | Domain("contact_id", "in", found.ids)
            | Domain("user_id", "in", users.ids)
        )

    def _story_page(self, kinds, before):
        page = self._story_choice(kinds)
        if before:
            at, last_id, _date = before
            page &= Domain("at", "<", at) | (
                Domain("at", "=", at) & Domain("id", "<", last_id)
            )
        return page

    def _story_choice(self, kinds):
        """Return the domain of the touchpoints of some kinds or topics, or of all."""
        if not kinds:
            return Domain.TRUE
        return Domain("topic", "in", kinds) | Domain("kind", "in", kinds)

    def _story_rows(self, touchpoints):
        """Return what a page shows of its touchpoints, and of what came of them."""
        said = labels(self.env["customer.retention.interaction"], "outcome")
        logged = touchpoints._logged()
        rows = touchpoints.read(TOUCHPOINT_FIELDS)
        for row, touchpoint in zip(rows, touchpoints, strict=True):
            contact = touchpoint.contact_id
            row.update(
                contact=contact != touchpoint.partner_id and contact.name,
                outcome_label=said.get(logged[touchpoint].outcome, False),
                **self._story_logged(logged[touchpoint]),
            )
        return rows

    def _story_logged(self, logged):
        """Return what was logged of a contact; of notes and tasks nobody is asked who
        contacted whom."""
        values = {name: logged[name] for name in LOGGED_FIELDS}
        is_contact = logged.kind in CONTACTS
        return {
            **values,
            "direction": is_contact and values["direction"],
            "is_attempt": is_contact and not values["reached"],
        }

    def _story_time(self, at):
        """Return the time of a moment, like its day in the company's timezone."""
        return time_of_day(self.env, at, self.company_id._retention_timezone())

    def _story_kinds(self, domain):
        touchpoints = self.env["customer.retention.touchpoint"]
        counts = {}
        for topic, _model, count, documents in touchpoints._read_group(
            domain, ["topic", "res_model"], ["__count", "res_id:count_distinct"]
        ):
            lines, records = counts.get(topic, (0, 0))
            counts[topic] = lines + count, records + documents
        return [
            {
                "kind": topic,
                "label": label,
                "count": counts[topic][0],
                "documents": counts[topic][1],
            }
            for topic, label in labels(touchpoints, "topic").items()
            if topic in counts
        ]

    def _story_changes(self, since, before):
        """Return the changes of status and stage from ``since`` on, before the page
        that ended ``before``; of the same moment the stage first, which may have moved
        because the status changed."""
        domain = Domain("profile_id", "=", self.id)
        if since:
            domain &= Domain("date", ">=", since)
        if before:
            _at, _id, date = before
            domain &= Domain("date", "<", date)
        statuses = self.env["customer.retention.transition"].search(domain)
        stages = self.env["customer.lifecycle.journal"].search(
            domain & self._story_moves()
        )
        return [
            *(self._story_stage(line) for line in stages),
            *(self._story_status(change) for change in statuses),
        ]

    def _story_moves(self):
        """Return the domain of the changes of stage that were: of a lifecycle that is
        in use no more, moves only, not where its documents of the past had led."""
        moves = Domain("origin", "!=", "past") & Domain("from_stage_id", "!=", False)
        return moves | Domain("lifecycle_id", "=", self.lifecycle_id.id)

    def _story_status(self, change):
        statuses = labels(self, "status")
        detail = (
            counted(
                self.env,
                self.env._("after %(days)s season {days:day|days} of inactivity"),
                days=change.lapsed_days,
            )
            if self.sudo().policy_id.season_from
            else counted(
                self.env,
                self.env._("after %(days)s {days:day|days} of inactivity"),
                days=change.lapsed_days,
            )
        )
        return {
            "key": f"status-{change.id}",
            "date": change.date,
            "at": self._story_moment(change.date, is_last=not self._begins(change)),
            "time": False,
            "status": change.to_status,
            "label": statuses[change.to_status],
            "former": statuses.get(change.from_status, False),
            "detail": bool(change.lapsed_days) and detail,
        }

    def _begins(self, change):
        """Return whether a status began with its day: it got worse, by silence, or is
        that of a customer from whom nothing was known yet."""
        former, new = BY_KEY.get(change.from_status), BY_KEY[change.to_status]
        return new.rank < former.rank if former else change.to_status == "prospect"

    def _story_moment(self, day, is_last):
        """Return the first or last moment of a day in the company's timezone, in UTC:
        whatever the documents of a day bring about stands after all of them."""
        return self.company_id._retention_moment(day, time.max if is_last else time.min)

    def _is_on(self, moment, day):
        """Return whether a moment in UTC is on a day in the company's timezone."""
        return bool(moment) and (
            self._story_moment(day, is_last=False)
            <= moment
            <= self._story_moment(day, is_last=True)
        )

    def _stage_cause(self, line):
        """Return who or what moved the customer."""
        if cause := line.user_id.name or line.rule_name:
            return cause
        if line.origin == "rule" and not line.from_stage_id:
            return self.env._("Start of the lifecycle")
        return label(line, "origin")

    def _story_stage(self, line):
        """Return a change of stage; of a lifecycle that is in use no more, its name."""
        former = line.lifecycle_id != self.lifecycle_id and line.lifecycle_id.name
        at = self._is_on(line.at, line.date) and line.at
        is_start = not line.from_stage_id and (
            line.to_stage_id == line.lifecycle_id.stage_ids[:1]
        )
        return {
            "key": f"stage-{line.id}",
            "date": line.date,
            "at": at or self._story_moment(line.date, is_last=not is_start),
            "time": bool(at) and self._story_time(at),
            "status": False,
            "label": line.to_stage_id.name,
            "former": line.from_stage_id.name,
            "detail": titled(self.env, former, self._stage_cause(line), line.reason),
        }

    def action_open_touchpoints(self, kinds=None, search=None):
        """Open the touchpoints of this customer as a list to filter and to group.

        :param list[str] kinds: as in :meth:`get_story`
        :param str search: as in :meth:`get_story`
        :raises UserError: for what is no such choice
        """
        self.ensure_one()
        self.check_access("read")
        touchpoints = self.env["customer.retention.touchpoint"]
        with refused(self.env, self.env._("This choice of touchpoints")):
            found = self._story_domain(search) & self._story_choice(kinds)
            touchpoints.search(found, limit=1)
            chosen = list(kinds or ())
        context = {"retention_profile_id": self.id}
        if chosen or search:
            description = self._tell_choice(chosen, search)
            context["retention_facet"] = {
                "description": description,
                "domain": list(found),
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "oe_customer_retention.customer_retention_touchpoint_action"
        )
        return {
            **action,
            "name": self.env._(
                "Touchpoints of %(customer)s", customer=self.partner_id.name
            ),
            "domain": [("profile_id", "=", self.id)],
            "context": context,
        }

    def _tell_choice(self, kinds, search):
        """Return in words what was chosen of the touchpoints."""
        touchpoints = self.env["customer.retention.touchpoint"]
        names = labels(touchpoints, "kind") | labels(touchpoints, "topic")
        told = [names.get(kind, kind) for kind in kinds]
        return titled(self.env, format_list(self.env, told, "or"), search)
