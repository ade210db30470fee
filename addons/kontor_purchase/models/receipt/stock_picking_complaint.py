from odoo import api, fields, models
from odoo.addons.kontor_sales.models.framework.quantity_text import quantity_text
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Goods that go back to the supplier, with the complaint that goes with them (Reklamation/Rücksendung)."""

    _inherit = "stock.picking"

    is_supplier_return = fields.Boolean(compute="_compute_is_supplier_return")
    complaint_reason = fields.Text(string="Reason of the Complaint")
    complaint_remedy = fields.Selection(
        [("replacement", "Replacement"), ("credit", "Credit Note"), ("repair", "Repair")],
        string="We Ask For",
        default="credit",
    )

    @api.depends("location_dest_id", "location_id")
    def _compute_is_supplier_return(self):
        for picking in self:
            picking.is_supplier_return = (
                picking.location_dest_id.usage == "supplier" and picking.location_id.usage != "supplier"
            )

    def _get_document_kind(self):
        """Call what goes back to a supplier otherwise than what goes to a customer."""
        return self.env._("Return Slip") if self.is_supplier_return else super()._get_document_kind()

    def _complaint_quantity(self, move):
        """Return how much of a move goes back, as text: what was sent, or what is going to be."""
        return quantity_text(self.env, move.quantity or move.product_uom_qty, move.product_uom)

    def action_print_complaint(self):
        """Print the complaint that goes with the returned goods.

        :return: a report action
        :raises UserError: when nothing goes back to a supplier
        """
        if not check_ids(self) or not all(self.mapped("is_supplier_return")):
            raise UserError(self.env._("Only goods that go back to a supplier have a complaint."))
        return self.env.ref("kontor_purchase.action_report_complaint").report_action(self, data={}, config=False)
