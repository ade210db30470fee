from odoo import api, fields, models

REPORT_CONDITIONS = [
    ("always", "Always"),
    ("cod", "Cash on delivery"),
    ("not_cod", "Not cash on delivery"),
    ("business", "Business customer (net)"),
    ("consumer", "Consumer (gross)"),
]


class OrderStatusReport(models.Model):
    """The print assignment (001-11): which document a status prints, and for whom."""

    _name = "order.status.report"
    _inherit = ["kontor.shared.settings.mixin", "kontor.status.report.mixin"]
    _description = "Document of an Order Status"
    _order = "status_id, sequence, id"
    _rec_name = "report_id"

    status_id = fields.Many2one("order.status", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Document",
        required=True,
        ondelete="cascade",
        domain="[('model', 'in', ('sale.order', 'stock.picking', 'account.move'))]",
    )
    condition = fields.Selection(REPORT_CONDITIONS, required=True, default="always", string="For")
    dunning_kind = fields.Char(
        help="Only at this dunning level (reminder, dunning, final_demand). Empty: at every level.",
    )

    def _applies_to(self, order):
        """Tell whether this document is the one to print for an order (001-12, 001-13).

        :param order: one ``sale.order``
        :return: bool
        """
        self.ensure_one()
        return self._judge_conditions(order)[self.condition] and self.dunning_kind in (False, order._get_dunning_kind())

    @api.model
    def _judge_conditions(self, order):
        """Tell which conditions hold for an order: hook, each room judges its own (001-12, 001-13).

        :param order: one ``sale.order``
        :return: ``{code of REPORT_CONDITIONS: bool}``
        """
        business = order.partner_id.commercial_partner_id.business_customer
        return {"always": True, "business": business, "consumer": not business}
