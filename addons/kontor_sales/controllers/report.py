from odoo import http
from odoo.addons.web.controllers.report import ReportController
from werkzeug.exceptions import InternalServerError

from ..tools.conflicts import is_conflict


class ReportDownload(ReportController):
    @http.route()
    def report_download(self, data, context=None, token=None, readonly=True):
        """Let the request begin again where two print the same document at the same moment: core answers with the error.

        The second one then gets what the first one has issued.
        """
        try:
            return super().report_download(data, context=context, token=token, readonly=readonly)
        except InternalServerError as error:
            if is_conflict(error.__cause__):
                raise error.__cause__ from None
            raise
