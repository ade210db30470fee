from odoo import models


class SaleOrder(models.Model):
    """Printing by status (001-11) and the print log (001-14, 001-15)."""

    _inherit = "sale.order"

    _print_model = "sale.order.print"

    def _print_values(self, status):
        return {"level": self._get_dunning_kind() if status == "dunning" else False}

    def _document_counts(self, documents, status):
        """Tell whether printed documents are the ones of a status: a Storno prints its credit note, not the invoice."""
        if documents._name == "account.move":
            expected = "out_refund" if status == "cancel" else "out_invoice"
            return any(move.move_type == expected for move in documents if self in move._orders_of_document())
        return super()._document_counts(documents, status)

    def _status_documents(self, model):
        """Return the documents of one model that the present status prints."""
        if model == "sale.order":
            return self
        if model == "stock.picking":
            return self.picking_ids.filtered(
                lambda picking: picking.state == "done" and picking.location_dest_id._is_outgoing()
            )
        move_type = "out_refund" if self.lifecycle_status == "cancel" else "out_invoice"
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == move_type and move.order_invoice_type != "down_payment"
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _orders_of_document(self):
        """Return the orders of these deliveries."""
        return self.sale_id


class AccountMove(models.Model):
    _inherit = "account.move"

    def _orders_of_document(self):
        """Return the orders that these invoices belong to."""
        return self.line_ids.sale_line_ids.order_id
