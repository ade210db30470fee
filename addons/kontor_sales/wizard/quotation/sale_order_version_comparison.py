from odoo import api, fields, models


class SaleOrderVersionComparison(models.TransientModel):
    """Shows two versions of a quotation side by side, or one and what the order holds now, on the screen and as PDF
    (004-8, 004-9)."""

    _name = "sale.order.version.comparison"
    _description = "Comparison of Quotation Versions"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    old_version_id = fields.Many2one(
        "sale.order.version",
        string="Earlier Version",
        required=True,
        domain="[('order_id', '=', order_id)]",
        ondelete="cascade",
    )
    new_version_id = fields.Many2one(
        "sale.order.version",
        string="Later Version",
        domain="[('order_id', '=', order_id)]",
        ondelete="cascade",
        help="Empty: the order as it is now.",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("old_version_id", "new_version_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for wizard in self:
            wizard.comparison = wizard.old_version_id and self.env["ir.qweb"]._render(
                "kontor_sales.version_comparison", wizard._comparison_values()
            )

    def _comparison_values(self):
        """Return what the comparison's template shows."""
        self.ensure_one()
        old, new = self.old_version_id, self.new_version_id
        return {
            "old_label": old.label,
            "new_label": new.label or self.env._("%(order)s as it is now", order=self.order_id.name),
            "difference": new.compare_with(old.id) if new else self.order_id._compare_with_version(old),
            "currency": old.currency_id,
        }

    def action_print(self):
        """Print the comparison."""
        return self.env.ref("kontor_sales.action_report_version_comparison").report_action(self, data={}, config=False)
