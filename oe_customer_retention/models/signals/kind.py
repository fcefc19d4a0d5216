"""Description of a kind of document: given once, in the kind's own file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import SQL


@dataclass(frozen=True)
class Since:
    """Watermark of the documents that have been read: a moment, and a message."""

    written: datetime
    message_id: int


@dataclass(frozen=True)
class Topic:
    """Part of a kind's documents that the story can show alone."""

    #: many of them, as a choice: "Calls"
    label: str
    #: a class of Font Awesome
    icon: str


@dataclass(frozen=True)
class Document:
    """A model whose records are documents of a kind.

    Only ``changed`` must be given; the rest is for documents that differ from most.
    """

    #: SELECT of ``partner_id`` and ``company_id`` (NULL: any) of what changed since
    changed: Callable[[Since], SQL]
    #: condition of the rows of its table that are documents at all, by an index, where
    #: Odoo keeps others in it
    among: SQL | None = None
    #: its own icon, instead of that of its topic
    icon: str = ""
    #: ``(id)``: SQL of the key of its topic, for a kind that has several
    topic: Callable[[SQL], SQL] | None = None
    #: ``(document, at)``: what happened at that moment, if not what the kind says
    event: Callable[[BaseModel, datetime], str | None] | None = None
    #: ``(document, event)``: the words beside the event, if not the document's name
    summary: Callable[[BaseModel, str], str] | None = None
    #: ``(document)``: what became of it, on the same line
    detail: Callable[[BaseModel], str] | None = None
    #: ``(document)``: whether it has a time, and not only a day
    has_time: Callable[[BaseModel], bool] = lambda _document: True
    #: fields with the text it is found by, if not its name
    searched: tuple[str, ...] = ()
    #: domain of those whose text may be searched, if not all that may be read
    shown: Callable[[], Domain] | None = None
    #: the record that is opened instead of it, for a document without a form
    opened: Callable[[BaseModel], BaseModel] | None = None
    #: Whoever sees the customer is told that it was there, and its amount to these
    #: groups only; without groups it is shown to those who may read it.
    groups: str = ""


@dataclass(frozen=True)
class DocumentList:
    """The documents that a button on the customer's form counts and opens."""

    model: str
    action: str
    domain: Domain


@dataclass(frozen=True)
class Kind:
    """A kind of document, as everybody reads it.

    Fields are found by names with its key:

    - ``count_<key>`` of the policy: whether it ends a silence (without one it does);
    - ``last_<key>_date`` of the profile: the last day the customer acted by it (or
      ``date_field``), and ``days_since_<key>``;
    - ``no_<key>`` of the profile: a warning after ``no_<key>_days`` of the policy.
    """

    #: many of them, as a choice: "Orders"
    label: str
    #: one of them, as what happened: "Order"
    event: str
    #: of the story, a class of Font Awesome
    icon: str
    #: its SELECTs for a company, each made with ``_select``
    selects: Callable[[BaseModel], list[SQL]]
    #: by model, those that its SELECTs name
    documents: dict[str, Document]
    #: by the name of the button: ``<name>_count`` of the profile
    lists: dict[str, DocumentList] = field(default_factory=dict)
    #: of the profile, the last day the customer acted by it, if not last_<key>_date
    date_field: str = ""
    #: whether who is named on it is somebody to talk to
    names_people: bool = True
    #: by key, what its documents are in the story, if they are of several sorts
    topics: dict[str, Topic] = field(default_factory=dict)
    #: ``(id)``: SQL of whether the story gives it a line of its own, if not always
    told: Callable[[SQL], SQL] | None = None


@dataclass(frozen=True)
class Thread:
    """A model on whose records mail and activities are contact with a customer."""

    #: the field with the customer or a contact of it
    partner: str = "partner_id"
    #: the field with the company, if it has one
    company: str | None = "company_id"
    #: its rows, where the table does not tell the company
    table: SQL | None = None

    def column(self, alias, name):
        """Return the SQL of the field ``name``, NULL where there is none."""
        return SQL.identifier(alias, name) if name else SQL("NULL::integer")

    def partner_of(self, record):
        """Return the customer or contact of it that ``record`` is about."""
        return record if self.partner == "id" else record[self.partner]

    def company_of(self, record):
        """Return the company ``record`` belongs to, if any."""
        companies = record.env["res.company"]
        return record[self.company] if self.company else companies

    def about(self, customer):
        """Return the domain of the records about ``customer`` and its contacts."""
        path = "" if self.partner == "id" else f"{self.partner}."
        return Domain(f"{path}commercial_partner_id", "=", customer.id)
