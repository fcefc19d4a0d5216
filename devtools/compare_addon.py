"""What `./dev compare` runs inside Odoo."""

from collections import Counter

from odoo.addons.oe_customer_retention.tests.odoo_reports import OdooReports


def compare(env):
    """Compare each company's customers by all bases; change nothing.

    :raises SystemExit: a customer differs, and no rule says why
    """
    unexplained = 0
    for company in env["res.company"].search([]):
        for basis in ("both", "invoice", "order"):
            with env.cr.savepoint() as savepoint:
                unexplained += _compare(company, basis)
                savepoint.rollback()
            env.invalidate_all()
    if unexplained:
        raise SystemExit(f"{unexplained} customers differ without a reason")


def _compare(company, basis):
    company.retention_purchase_basis = basis
    company.env["customer.retention.refresh"]._refresh(company)
    reports = OdooReports(company, company._retention_today())
    count, differences = reports.compare()
    reasons = Counter(", ".join(d.reasons) or "no reason" for d in differences)
    print(f"{company.name}, {basis}: {count - len(differences)} of {count} equal")
    for reason, customers in reasons.most_common():
        print(f"    {customers} differ: {reason}")
    unexplained = [d for d in differences if not d.reasons]
    for customer, ours, theirs, _reasons in unexplained[:10]:
        print(f"    WRONG {customer.display_name}: {ours:.2f} instead of {theirs:.2f}")
    return len(unexplained)
