from datetime import timedelta

from ..common import AS_OF, seeds
from ..oracle import Oracle
from ..random_world import RandomWorld


class TestOracle(RandomWorld):
    has_lifecycle = True

    def test_refresh_says_what_the_documents_say(self):
        """Dealt anew, changed a little, weeks later: stored and derived values, and
        every transition, equal the oracle's, whatever the profiles said before."""
        for seed in seeds(4):
            self._scramble(seed)
            self._assert_right(AS_OF, f"seed {seed}")
            self._change(seed)
            self._assert_right(AS_OF, f"seed {seed}, changed")
            later = AS_OF + timedelta(days=self.random.randint(1, 40))
            self._assert_right(later, f"seed {seed}, on {later}")

    def _assert_right(self, as_of, case):
        self._refresh(as_of=as_of, company=self.companies)
        for company in self.companies:
            with self.subTest(case, company=company.name):
                oracle = Oracle(company, as_of)
                self.assertGreater(len(oracle.customers()), 5)
                self.assertEqual(oracle.differences(), [])
