import json
import os

from odoo import http
from odoo.http import content_disposition, request
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import wrap_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROFILE = "customer.retention.profile"


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
        request.env[PROFILE].check_access("read")
        request.env[PROFILE]._check_may_export()
        workbook = request.env["customer.retention.workbook"]
        file = workbook._open(domain, period, filters)
        return request.make_response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", os.fstat(file.fileno()).st_size),
                ("Content-Disposition", content_disposition(workbook._file_name())),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )


def _parse_list(text):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadRequest(f"Not JSON: {text[:100]}") from error
    if not isinstance(value, list):
        raise BadRequest(f"Not a list: {text[:100]}")
    return value
