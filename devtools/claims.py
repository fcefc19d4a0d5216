"""What is claimed of the predictions, checked on the results of an evaluation."""

ADDON = "addon, in PostgreSQL"
REFERENCE = "P(order), by lifetimes"
MARGIN = 0.002  # of AUC and Brier score
UNLIKELIER = 1e-4
FORMULAS = 1e-3


def check(results, reference):
    """Say of each claim whether it holds.

    :param results: of :func:`.evaluate.evaluate`, :data:`ADDON` and :data:`REFERENCE`
        among them
    :param reference: what :mod:`.reference` printed
    :return: list of (claim with the numbers found, whether it holds)
    """
    addon, by_reference = results[ADDON], results[REFERENCE]
    recency = results["recency"].auc
    auc, brier = addon.auc - by_reference.auc, addon.brier - by_reference.brier
    unlikelier, alive, expected = (
        max(found[name] for found in reference.values())
        for name in ("unlikelier", "alive", "expected")
    )
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
            f"P(alive) and expected purchases within {FORMULAS} of lifetimes': "
            f"{alive:.1e}, {expected:.1e}",
            max(alive, expected) <= FORMULAS,
        ),
    ]
