from odoo import models


class SaleOrder(models.Model):
    """Kind and number as on the paper: the same in the subject of the e-mail, in its text and as the file's name."""

    _inherit = "sale.order"

    def _get_document_title(self):
        """Return what the document of this order is called, with its number, in the customer's language."""
        self.ensure_one()
        order = self.with_context(lang=self._get_lang())
        if order.env.context.get("proforma"):
            return order.env._("Pro Forma Invoice %(number)s", number=order.name)
        if order.state == "sale":
            return order.env._("Order Confirmation %(number)s", number=order.name)
        if order.state == "cancel":
            return order.env._("Cancelled Transaction %(number)s", number=order.name)
        if order._prints_as_draft():
            return order.env._("Quotation (Draft)")
        return order._sent_version_label() or order.env._(
            "Quotation %(number)s", number=order.quotation_number or order.name
        )

    def _get_report_base_filename(self):
        return self._get_document_title().replace("/", "-")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_document_title(self):
        """Return what this invoice or correction is called, with its number, in the customer's language."""
        self.ensure_one()
        move = self.with_context(lang=self.partner_id._get_document_lang())
        if move.state != "posted" or not move.is_sale_document(include_receipts=True):
            return move._get_move_display_name()
        return f"{move._get_invoice_title()} {move.name}"

    def _get_report_base_filename(self):
        return self._get_document_title().replace("/", "-")


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_document_kind(self):
        """Return what the slip of this transfer is called (hook), in the language of the environment.

        Core knows no name for what others deliver in our name.
        """
        self.ensure_one()
        return self.picking_type_id._get_code_report_name() or self.env._("Delivery Note")

    def _get_document_title(self, cash_on_delivery=False):
        """Return what the document of this transfer is called, with its number, in the customer's language.

        :param bool cash_on_delivery: of the Nachnahme document, not of the Lieferschein
        """
        self.ensure_one()
        picking = self.with_context(lang=self._get_report_lang())
        kind = picking._get_document_kind()
        if cash_on_delivery:
            kind = picking.env._("Cash-on-Delivery Invoice")
        return f"{kind} {picking.name}"

    def _get_report_file_name(self, cash_on_delivery=False):
        """Return the name of the document's file; see ``_get_document_title``."""
        return self._get_document_title(cash_on_delivery).replace("/", "-")
