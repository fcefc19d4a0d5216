"""The model's parameters as the Python package `lifetimes` 0.11.3 finds them.

Its `ModifiedBetaGeoFitter`, fitted to the purchases of CDNOW known at each cut-off of
the evaluation; the keys are these ordinal days. They depend on that file alone.
"""

from .evaluate import as_buckets, cut_offs, histories, known_at, mbg_nbd

PARAMETERS = {
    day: mbg_nbd.Parameters(*parameters)
    for day, *parameters in (
        (729205, 0.6700444, 45.9916024, 0.8924748, 1.1553594),
        (729235, 0.6241119, 46.9317183, 0.8416074, 1.2449073),
        (729265, 0.6255238, 48.4762235, 0.8536504, 1.2873411),
        (729295, 0.6355281, 50.9841528, 0.8143004, 1.2470163),
        (729325, 0.6198550, 52.8253182, 0.7575215, 1.2507011),
        (729355, 0.6035411, 54.1029354, 0.6982591, 1.2499442),
        (729385, 0.6021080, 56.1609050, 0.6399286, 1.1975041),
        (729415, 0.6133962, 58.1603238, 0.6254846, 1.1573003),
        (729445, 0.6314138, 60.3981777, 0.6087085, 1.1059607),
        (729475, 0.6395200, 63.7417228, 0.5187298, 0.9728670),
    )
}


def unlikelier(purchases):
    """The part by which the log-likelihood of the addon's fit is below that of these.

    :return: the largest of all cut-offs, 0 where the addon's are nowhere less likely
    """
    found = histories(purchases)
    return max(_unlikelier(known_at(found, cut), cut) for cut in cut_offs(found))


def _unlikelier(known, cut):
    buckets = as_buckets(known)
    fitted = mbg_nbd.fit(buckets).parameters
    own, theirs = (
        mbg_nbd.log_likelihood(parameters, buckets)
        for parameters in (fitted, PARAMETERS[cut])
    )
    return max(theirs - own, 0) / abs(theirs)
