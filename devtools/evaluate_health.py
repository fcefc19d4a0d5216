"""How often the health score is right, on a real history. Runs inside Odoo."""


def claims(env):
    """Yield each claim about the score, with what was found, and if it holds.

    By the weights it begins with and by those learned, as its page tells.
    """
    env.company.retention_health_score = True
    env["customer.retention.reorder.model"]._fit(env.company)
    health = env["customer.retention.health"]._of(env.company)
    weights = {row.kind: row.learned_weight for row in health.measure_ids}
    print(
        f"health score: {health.base_summary}",
        f"first weights: {health.own_summary}",
        f"learned, {weights}: {health.learned_summary}",
        sep="\n",
    )
    of_all = health.look_lost_count / health.look_count
    for whose, name in (("own", "first"), ("learned", "learned")):
        red, red_lost = health[f"{whose}_red"], health[f"{whose}_red_lost"]
        share, caught = red_lost / red, health[f"{whose}_lost_red"] / health.lost_count
        claim = f"by the {name} weights who is red is lost oftener than all: "
        yield f"{claim}{share:.1%}, {of_all:.1%}", share > of_all
        claim = "and who is lost was red 60 days before, oftener than all are: "
        of_red = red / health.look_count
        yield f"{claim}{caught:.1%}, {of_red:.1%}", caught > of_red
