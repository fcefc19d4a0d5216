"""What is claimed of the addon, checked on the results of an evaluation."""

ADDON = "addon, in PostgreSQL"
REFERENCE = "P(order), by lifetimes"
MARGIN = 0.002  # of AUC and Brier score
UNLIKELIER = 1e-4


def check(results, unlikelier, differences):
    """Say of each claim whether it holds.

    :param results: of :func:`.evaluate.evaluate`, :data:`ADDON` and :data:`REFERENCE`
        among them
    :param unlikelier: of :func:`.reference.unlikelier`
    :param differences: number of values the addon has wrong of the past
    :return: list of (claim with the numbers found, whether it holds)
    """
    addon, by_reference = results[ADDON], results[REFERENCE]
    recency = results["recency"].auc
    auc, brier = addon.auc - by_reference.auc, addon.brier - by_reference.brier
    return [
        (
            f"AUC within {MARGIN} of lifetimes' parameters: {auc:+.5f}",
            abs(auc) <= MARGIN,
        ),
        (
            f"Brier score within {MARGIN} of lifetimes' parameters: {brier:+.5f}",
            abs(brier) <= MARGIN,
        ),
        (
            f"AUC not below that of recency: {addon.auc:.4f}, {recency:.4f}",
            addon.auc >= recency,
        ),
        (
            f"log-likelihood within {UNLIKELIER} of the best: {unlikelier:.1e} below",
            unlikelier <= UNLIKELIER,
        ),
        (
            f"status on every day as lived through: {differences} differences",
            not differences,
        ),
    ]
