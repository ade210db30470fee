from odoo.addons.sale_stock.controllers.portal import SaleStockPortal
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request, route


class DeliveryPortal(SaleStockPortal):
    """Who may see an order gets its Lieferscheine, under their name, and none before the goods went out."""

    def _stock_picking_check_access(self, picking_id, access_token=None):
        """Return the transfer with all rights; core leaves out the colleagues of the contact who ordered.

        :raise AccessError: if the order isn't the reader's, or the customer asks for what hasn't gone out
        """
        try:
            picking = super()._stock_picking_check_access(picking_id)
        except AccessError:
            # sudo: only which order it belongs to; whether that is theirs is checked next
            picking = request.env["stock.picking"].sudo().browse(picking_id)
            if not picking.sale_id:
                raise
            self._document_check_access("sale.order", picking.sale_id.id, access_token=access_token)
        if request.env.user.share and picking.picking_type_code == "outgoing" and picking.state != "done":
            raise AccessError(request.env._("There is no delivery note yet: the goods have not been delivered."))
        return picking

    @route()
    def portal_my_picking_report(self, picking_id, access_token=None, **kw):
        response = super().portal_my_picking_report(picking_id, access_token=access_token, **kw)
        # sudo: only its name; core checked who may see it
        name = request.env["stock.picking"].sudo().browse(picking_id)._get_report_file_name()
        response.headers["Content-Disposition"] = content_disposition(f"{name}.pdf", disposition_type="inline")
        return response
