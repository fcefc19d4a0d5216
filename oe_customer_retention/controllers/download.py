import json
import os
from urllib.parse import urlsplit

from odoo import http
from odoo.addons.web.controllers.report import ReportController
from odoo.http import content_disposition, request
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import wrap_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROFILE = "customer.retention.profile"
REPORT = "oe_customer_retention.report_customers"


class RetentionDownload(http.Controller):
    """The files people take away, made as the user who asks for them."""

    @http.route(
        "/customer_retention/workbook.xlsx",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        readonly=True,
    )
    def workbook(
        self, domain="[]", period="year", filters="", company_ids="[]", **_params
    ):
        """Stream the Excel workbook of the customers the user may see.

        :param str domain: on profiles, as JSON; a POST takes long ones
        :param str period: ``month``, ``quarter`` or ``year``
        :param str filters: the domain in words
        :param str company_ids: the companies switched on, as JSON
        """
        domain, company_ids = _parse_list(domain), _parse_list(company_ids)
        if not all(type(id_) is int for id_ in company_ids):
            raise BadRequest("company_ids are numbers")
        if company_ids:
            request.update_context(allowed_company_ids=company_ids)
        profiles = request.env[PROFILE]
        profiles.check_access("read")
        profiles._check_may_export()
        workbook = request.env["customer.retention.workbook"]
        file = workbook._open(domain, period, filters)
        name = content_disposition(profiles._export_name("xlsx"))
        return request.make_response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", os.fstat(file.fileno()).st_size),
                ("Content-Disposition", name),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )


class RetentionReport(ReportController):
    """The PDF's file name: Odoo takes it from one record, and this report has none."""

    @http.route()
    def report_download(self, data, context=None, token=None, readonly=True):
        """Download a report; the retention PDF is named after companies and day."""
        response = super().report_download(data, context, token, readonly)
        url = json.loads(data)[0]
        if urlsplit(url).path.split("/")[3:4] == [REPORT]:
            companies = json.loads(context or "{}").get("allowed_company_ids")
            profiles = request.env[PROFILE].with_context(allowed_company_ids=companies)
            name = content_disposition(profiles._export_name("pdf"))
            response.headers.set("Content-Disposition", name)
        return response


def _parse_list(text):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadRequest(f"Not JSON: {text[:100]}") from error
    if not isinstance(value, list):
        raise BadRequest(f"Not a list: {text[:100]}")
    return value
