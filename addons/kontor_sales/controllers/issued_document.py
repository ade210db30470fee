from odoo import http
from odoo.http import content_disposition, request


class IssuedDocuments(http.Controller):
    @http.route("/kontor/issued/<int:document_id>/copy", type="http", auth="user", readonly=True)
    def issued_document_copy(self, document_id):
        """Give out an issued document with “Copy” on each page."""
        document = request.env["kontor.issued.document"].browse(document_id).exists()
        if not document:
            raise request.not_found()
        return request.make_response(
            document._copy_pdf(),
            headers=[
                ("Content-Type", "application/pdf"),
                (
                    "Content-Disposition",
                    content_disposition(f"{document.display_name}.pdf", disposition_type="inline"),
                ),
            ],
        )
