from contextlib import nullcontext

from odoo import http
from odoo.addons.account.controllers.portal import PortalAccount
from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from ..tools.issuing import PORTAL, issuing
from ..tools.records import claim


class QuotationPortal(CustomerPortal):
    """The customer sees the versions of a quotation, and accepts or declines exactly the one on the page (004-9)."""

    @http.route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        refusal = self._acceptance_refusal(order_id, access_token)
        if refusal:
            return {"error": refusal}
        try:
            return super().portal_quote_accept(order_id, access_token=access_token, name=name, signature=signature)
        except UserError as error:
            # what the page can show is a sentence; the signature is taken back with everything else
            request.env.cr.rollback()
            return {"error": str(error)}

    @http.route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        refusal = self._acceptance_refusal(order_id, access_token)
        if refusal:
            return request.redirect(f"/my/orders/{order_id}?access_token={access_token or ''}")
        return super().portal_quote_decline(order_id, access_token=access_token, decline_message=decline_message, **kwargs)

    def _get_overdue_invoices_domain(self, partner_id=None):
        """Count as overdue what the company's own lists do: by the earliest open instalment."""
        domain = super()._get_overdue_invoices_domain(partner_id)
        return [leaf for leaf in domain if leaf[0] != "invoice_date_due"] + [("due_state", "=", "overdue")]

    def _acceptance_refusal(self, order_id, access_token):
        """Say why the customer can't decide on the version that their page shows, or return False: then it is theirs."""
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return False  # core answers that
        try:
            claim(order)  # core's own writing would wait without end for a clerk who works on it
        except UserError as error:
            request.env.cr.rollback()
            return str(error)
        return order._portal_decision_obstacle(request.httprequest.args.get("version"))

    @http.route(["/my/orders/<int:order_id>/version/<int:number>"], type="http", auth="public", website=True)
    def portal_quotation_version(self, order_id, number, access_token=None, **kwargs):
        """Give the customer the PDF of a version exactly as it was sent (004-8)."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        version = order.version_ids.filtered(lambda version: version.number == number)
        if not version.attachment_id:
            raise request.not_found()
        return request.make_response(
            version.attachment_id.raw,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(version.attachment_id.name, disposition_type="inline")),
            ],
        )


class InvoicePortal(PortalAccount):
    @http.route()
    def portal_my_invoice_detail(self, invoice_id, **kw):
        """Say that the invoice goes out by the portal: core makes it as superuser, who isn't a customer.

        Of one that was issued there is the file only; as a page it would name the customer of today.
        """
        # sudo: only whether there is a file; core checks who may see it
        if kw.get("report_type") == "html" and request.env["account.move"].sudo().browse(invoice_id)._first_issued():
            kw["report_type"] = "pdf"
        with issuing(PORTAL) if request.env.user.share else nullcontext():
            return super().portal_my_invoice_detail(invoice_id, **kw)
