from ..common import RetentionCase

TOUCHPOINT = "customer.retention.touchpoint"


class TouchpointCase(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Acme")
        cls.buyer = cls._customer("Buyer", is_company=False, parent_id=cls.customer.id)

    def _found(self, *domain, customer=None, user=None):
        profile = self._profile(customer or self.customer)
        touchpoints = self.env[TOUCHPOINT].with_user(user or self.env.user)
        return touchpoints.search([("profile_id", "=", profile.id), *domain])


class StoryCase(TouchpointCase):
    def _story(self, **options):
        return self._profile(self.customer).get_story(**options)
