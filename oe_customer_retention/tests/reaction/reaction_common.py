from ..common import AS_OF, DAY, MANAGER, SALESMAN, RetentionCase

REACTION = "customer.retention.reaction"
LOG = "customer.retention.reaction.log"


class ReactionCase(RetentionCase):
    """A salesperson with a team, and reactions of one's own choosing.

    The policy falls to at risk, dormant and lost after 10, 20 and 40 days, and counts
    no CRM contact: what reactions do is none of the customer's activity.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env[REACTION].search([]).active = False
        cls.leader = cls._user("reaction_leader", MANAGER, email="leader@example.com")
        cls.salesman = cls._user("reaction_seller", SALESMAN, email="s@example.com")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Team",
                "user_id": cls.leader.id,
                "company_id": cls.company.id,
                "member_ids": [(6, 0, cls.salesman.ids)],
            }
        )
        cls.policy.write(
            {
                "at_risk_days": 10,
                "dormant_days": 20,
                "lost_days": 40,
                "count_crm": False,
            }
        )

    @classmethod
    def _reaction(cls, **values):
        values = {
            "name": "Reaction",
            "company_id": cls.company.id,
            "to_status": "at_risk",
            "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
            "summary": "Call",
            **values,
        }
        return cls.env[REACTION].create(values)

    @classmethod
    def _seen(cls, days=9, at=AS_OF, **values):
        """A customer who ordered ``days`` before ``at``, and was seen then."""
        values = {"user_id": cls.salesman.id, "email": "customer@example.com", **values}
        customer = cls._customer(**values)
        cls._order(customer, at - days * DAY)
        cls._refresh(as_of=at)
        return customer

    def _activities(self, customer):
        """Return all activities planned with a customer, done ones too."""
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "customer.retention.profile"),
                    ("res_id", "in", self._profile(customer).ids),
                ],
                order="id",
            )
        )

    def _states(self, reaction):
        """Return the states of the log of a reaction, oldest first."""
        self.env.invalidate_all()
        return reaction.log_ids.sorted("id").mapped("state")
