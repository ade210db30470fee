from odoo import api, fields, models


class SaleOrderVersionComparison(models.TransientModel):
    """Shows two versions of a quotation side by side, on the screen and as PDF (004-8)."""

    _name = "sale.order.version.comparison"
    _description = "Comparison of Quotation Versions"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    old_version_id = fields.Many2one(
        "sale.order.version", string="Earlier Version", required=True, domain="[('order_id', '=', order_id)]",
        ondelete="cascade",
    )
    new_version_id = fields.Many2one(
        "sale.order.version", string="Later Version", required=True, domain="[('order_id', '=', order_id)]",
        ondelete="cascade",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("old_version_id", "new_version_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for wizard in self:
            wizard.comparison = wizard.old_version_id and wizard.new_version_id and self.env["ir.qweb"]._render(
                "kontor_sales.version_comparison", wizard._comparison_values()
            )

    def _comparison_values(self):
        """Return what the comparison's template shows."""
        self.ensure_one()
        return {
            "old": self.old_version_id,
            "new": self.new_version_id,
            "difference": self.new_version_id.compare_with(self.old_version_id.id),
            "currency": self.new_version_id.currency_id,
        }

    def action_print(self):
        """Print the comparison."""
        return self.env.ref("kontor_sales.action_report_version_comparison").report_action(self, data={}, config=False)
