from odoo import models
from odoo.addons.oe_customer_retention.models.refresh.document_facts import (
    DocumentFacts,
)
from odoo.addons.oe_customer_retention.models.signals.kind import Document, Kind
from odoo.tools import SQL, html2plaintext

LOW = 2  # of 5: up to it a customer is dissatisfied
SHOWN = 80  # letters of what the customer wrote


def _has_company(model):
    field = model._fields.get("company_id")
    return field is not None and field.store


class RatingSignal(models.AbstractModel):
    """Ratings customers gave, of a task, a talk, a product.

    One that was asked for and not answered is none. It makes nobody a customer.
    """

    _inherit = "customer.retention.signal"

    def _kinds(self):
        rating = Kind(
            label=self.env._("Ratings"),
            event=self.env._("Rating"),
            icon="fa-star-half-o",
            selects=self._rating_selects,
            documents={
                "rating.rating": Document(
                    changed=self._changed_ratings,
                    event=self._rating_event,
                    summary=self._rating_summary,
                    searched=("feedback",),
                    opened=self._opened_rating,
                )
            },
        )
        return {**super()._kinds(), "rating": rating}

    def _rating_selects(self, company):
        rating = self._select(
            "rating",
            "rating.rating",
            self._from_ratings(company),
            partner=SQL("d.partner_id"),
            company=SQL("NULL::integer"),
            **self._moment(company, self._rated_at()),
        )
        return [rating]

    def _rated_at(self):
        """Return the SQL of when the customer rated; a later change of the words counts
        as that."""
        return SQL("COALESCE(d.rated_on, d.write_date)")

    def _from_ratings(self, company):
        """Return FROM and WHERE of the ratings ``d`` given on records of ``company``,
        or of none."""
        return SQL(
            """FROM rating_rating d
               WHERE d.partner_id IS NOT NULL AND d.consumed AND d.rating > 0
                 AND COALESCE(%s, %s) = %s""",
            self._rated_company(),
            company.id,
            company.id,
        )

    def _rated_company(self):
        """Return the SQL of the company of what was rated, NULL where it has none."""
        cases = [
            SQL(
                "WHEN %s THEN (SELECT %s FROM %s rated WHERE rated.id = d.res_id)",
                model,
                SQL.identifier(company),
                SQL.identifier(self.env[model]._table),
            )
            for model, company in self._rated_models().items()
        ]
        return SQL("CASE d.res_model %s END", SQL(" ").join(cases))

    def _rated_models(self):
        """Return ``{model: field with its company}`` of what customers rate."""
        rated = self.pool.descendants(["rating.mixin"], "_inherit")
        models = [self.env[name] for name in rated if self.env[name]._auto]
        threads = self._threads().items()
        return {
            **{each._name: "company_id" for each in models if _has_company(each)},
            **{name: thread.company for name, thread in threads if thread.company},
        }

    def _changed_ratings(self, since):
        return SQL(
            """SELECT d.partner_id, NULL::integer FROM rating_rating d
               WHERE d.write_date >= %s AND d.partner_id IS NOT NULL""",
            since.written,
        )

    def _rating_event(self, rating, _at):
        return self.env._("Rating: %(score)s of 5", score=f"{rating.rating:g}")

    def _rating_summary(self, rating, _event):
        """Return the first words the customer wrote."""
        words = html2plaintext(rating.feedback or "").strip()
        return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"

    def _opened_rating(self, rating):
        """Return what was rated, for who may read that; else the rating itself."""
        model = rating.res_model
        rated = self.env[model].browse(rating.res_id) if model in self.env else rating
        return rated if rated.exists() and rated.has_access("read") else rating


class RetentionFacts(models.AbstractModel):
    _inherit = "customer.retention.facts"

    def _document_facts(self):
        rated = DocumentFacts(
            ("rating.rating",),
            ("last_rating", "average_rating", "rating_count"),
            self._select_rated,
        )
        return {**super()._document_facts(), "rated": rated}

    def _select_rated(self, scope):
        """Return the SELECT of what each customer gave."""
        return SQL(
            """SELECT customer_id, COUNT(*) AS rating_count,
                      ROUND(AVG(rating)::numeric, 2)::float8 AS average_rating,
                      (ARRAY_AGG(rating ORDER BY at DESC, id DESC))[1] AS last_rating
               FROM (%s) given GROUP BY customer_id""",
            scope.roll_up(self._select_ratings(scope.company)),
        )

    def _select_ratings(self, company):
        signals = self.env["customer.retention.signal"]
        return SQL(
            """SELECT d.id, d.partner_id, NULL::integer AS company_id, d.rating,
                      %s AS at, %s AS day %s""",
            signals._rated_at(),
            company._retention_day(signals._rated_at()),
            signals._from_ratings(company),
        )


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "customer.retention.watched"]

    _retention_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")

    def _retention_watched(self):
        return {"partner_id", "rating", "consumed"}
