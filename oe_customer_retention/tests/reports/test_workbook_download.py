import json
from unittest.mock import patch
from urllib.parse import unquote, urlencode

from odoo import http
from odoo.tests import HttpCase

from ..common import MANAGER
from .reports_common import ReportsCase


class TestWorkbookDownload(ReportsCase, HttpCase):
    def _get(self, **params):
        return self.url_open(f"/customer_retention/workbook.xlsx?{urlencode(params)}")

    def test_a_salesperson_downloads_own_customers(self):
        self.authenticate("own_seller", "own_seller")
        response = self._get(company_ids=json.dumps(self.company.ids))
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(int(response.headers["Content-Length"]), len(response.content))

    def test_without_the_right_to_export_it_is_refused(self):
        self._user("no_export", MANAGER)
        self.authenticate("no_export", "no_export")
        self.assertEqual(self._get().status_code, 403)

    def test_nobody_logged_in_gets_no_workbook(self):
        self.authenticate(None, None)
        response = self._get()
        self.assertNotIn("spreadsheetml", response.headers["Content-Type"])

    def test_an_employee_without_sales_rights_is_refused(self):
        self._user("employee")
        self.authenticate("employee", "employee")
        self.assertEqual(self._get().status_code, 403)

    def test_a_company_of_others_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.authenticate("own_seller", "own_seller")
        self.assertEqual(self._get(company_ids=json.dumps(other.ids)).status_code, 403)

    def test_a_malformed_domain_is_a_bad_request(self):
        self.authenticate("sales_boss", "sales_boss")
        self.assertEqual(self._get(domain="[(").status_code, 400)

    def test_the_pdf_is_named_after_the_company_and_the_day(self):
        self.authenticate("own_seller", "own_seller")
        url = "/report/pdf/oe_customer_retention.report_customers?options={}"
        with patch.object(
            self.registry["ir.actions.report"],
            "_render_qweb_pdf",
            lambda *_args, **_options: (b"%PDF", "pdf"),
        ):
            response = self.url_open(
                "/report/download",
                data={
                    "data": json.dumps([url, "qweb-pdf"]),
                    "context": json.dumps({"allowed_company_ids": self.company.ids}),
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
        disposition = unquote(response.headers["Content-Disposition"])
        self.assertIn(self.company.name, disposition)
        self.assertRegex(disposition, r"\d{4}-\d{2}-\d{2}\.pdf$")
