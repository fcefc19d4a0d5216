"""People to talk to at a customer, open deals, and what is planned."""

from odoo import api, models
from odoo.fields import Domain

from ..labels import labels
from ..profile.contact import ADDRESSES

CONTACTS = 80
DEALS = 5
ACTIVITIES = 10


class CustomerRetentionProfile(models.Model):
    _inherit = "customer.retention.profile"

    @api.readonly
    def get_contacts(self):
        """Return the people at this customer, the main contact first, then addresses.

        The main contact is the primary one chosen by hand, else who is named by the
        latest document, else the first of the contacts; never an address.

        :return: list of ``id``, ``name``, ``function``, ``department``, ``phone``,
            ``email``, ``last_date`` (of the last touchpoint, or False), ``is_main``,
            ``is_primary`` (chosen by hand), ``is_customer`` (a person who is its own
            contact) and ``address`` (what kind of address it is, False of people)
        """
        self.ensure_one()
        self.check_access("read")
        last_dates = self._last_date_by_contact()
        people, primary = self._people_by_date(last_dates), self._primary_contact()
        main = self._main_contact(people)
        kinds = labels(people, "type")
        return [
            {
                "id": person.id,
                "name": person.name,
                "function": person.function,
                "department": person.retention_department,
                "phone": person.phone,
                "email": person.email,
                "last_date": last_dates.get(person.id, False),
                "is_main": person == main,
                "is_primary": person == primary,
                "is_customer": person == self.partner_id,
                "address": self._is_address(person) and kinds[person.type],
            }
            for person in main + (people - main)
        ]

    def _main_contact(self, people):
        """Return the primary contact, else the first of ``people`` who is a person."""
        others = people.filtered(lambda person: not self._is_address(person))
        return self._primary_contact() or others[:1]

    def _is_address(self, partner):
        return partner != self.partner_id and partner.type in ADDRESSES

    def _people_by_date(self, last_dates):
        """Return people first, then addresses, each by their last touchpoint."""
        people = self._people().sorted(
            lambda person: (
                last_dates.get(person.id, "") and last_dates[person.id].isoformat()
            ),
            reverse=True,
        )
        return people.sorted(self._is_address)

    def _people(self):
        """Return the contacts with a name, or the customer who is a person."""
        if not self.partner_id.is_company:
            return self.partner_id
        return self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("id", "!=", self.partner_id.id),
                ("name", "!=", False),
            ],
            limit=CONTACTS,
        )

    def _last_date_by_contact(self):
        kinds = self.env["customer.retention.signal"]._kinds()
        of_people = [key for key, kind in kinds.items() if kind.names_people]
        named = self.env["customer.retention.touchpoint"]._read_group(
            [("profile_id", "=", self.id), ("kind", "in", of_people)],
            ["contact_id"],
            ["date:max"],
        )
        logged = self.env["customer.retention.interaction"]._read_group(
            [("profile_id", "=", self.id), ("contact_id", "!=", False)],
            ["contact_id"],
            ["day:max"],
        )
        last_dates = {}
        for contact, day in named + logged:
            last_dates[contact.id] = max(day, last_dates.get(contact.id, day))
        return last_dates

    @api.readonly
    def get_plans(self):
        """Return what is going on with this customer, to the user's rights.

        :return: ``deals`` (open ones by deadline, then the latest decided ones) and
            ``activities`` planned on the customer and its documents
        """
        self.ensure_one()
        self.check_access("read")
        return {"deals": self._plan_deals(), "activities": self._plan_activities()}

    def _plan_deals(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        if not leads.has_access("read"):
            return []
        domain = self._documents_domain("opportunity")
        pending = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        deals = leads.search(domain & pending, order="date_deadline", limit=DEALS)
        deals += leads.search(
            domain & Domain("won_status", "in", ("won", "lost")),
            order="date_closed desc",
            limit=DEALS - len(deals),
        )
        return deals.read(
            [
                "name",
                "won_status",
                "stage_id",
                "expected_revenue",
                "company_currency",
                "date_deadline",
                "user_id",
            ]
        )

    def _plan_activities(self):
        activities = self.env["mail.activity"].search(
            self._activity_domain(), order="date_deadline", limit=ACTIVITIES
        )
        return activities.read(
            [
                "activity_type_id",
                "icon",
                "summary",
                "date_deadline",
                "state",
                "user_id",
                "res_model",
                "res_id",
                "res_name",
            ]
        )

    def _activity_domain(self):
        """Return the domain of the activities on the customer and its documents."""
        threads = self.env["customer.retention.signal"]._threads()
        records = {
            model: thread.about(self.partner_id) for model, thread in threads.items()
        }
        records[self._name] = Domain("id", "=", self.id)
        return Domain.OR(
            Domain("res_model", "=", model)
            & Domain("res_id", "in", self.env[model]._search(domain))
            for model, domain in records.items()
            if self.env[model].has_access("read")
        )
