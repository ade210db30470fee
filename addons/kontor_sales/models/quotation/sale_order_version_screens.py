from odoo import fields, models

from ...tools.records import ensure_one_record


class SaleOrderVersion(models.Model):
    """What can be done with a version on its screen (004-8, 004-9)."""

    _inherit = "sale.order.version"

    order_stage = fields.Selection(related="order_id.quotation_stage", string="Quotation Stage")
    order_status = fields.Selection(related="order_id.lifecycle_status", string="Order Status")
    ordered_on = fields.Datetime(related="order_id.ordered_on", string="Ordered On")
    clerk_id = fields.Many2one(related="order_id.user_id", string="Clerk")

    def action_order(self):
        """Make the order from this version, and show it."""
        ensure_one_record(self)
        self.order_id.action_order_version(self.id)
        return self.order_id._get_records_action()

    def action_open_order(self):
        """Show the order that this quotation became."""
        ensure_one_record(self)
        return self.order_id._get_records_action()

    def action_open_pdf(self):
        """Open the PDF exactly as it was sent; of a version that was never sent, one that is made now."""
        ensure_one_record(self)
        if not self.attachment_id:
            report = self.env.ref("kontor_sales.action_report_quotation_version")
            return report.report_action(self, data={}, config=False)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    def action_compare(self):
        """Compare this version with the one before it (or the next, for the first); the only one, or the one that was
        ordered, with what the order holds now."""
        ensure_one_record(self)
        others = self.order_id.version_ids.sorted("number") - self
        earlier = others.filtered(lambda version: version.number < self.number)
        old, new = self, self.browse()
        if others and self.state != "ordered":
            old, new = (earlier[-1], self) if earlier else (self, others[0])
        wizard = self.env["sale.order.version.comparison"].create(
            {"order_id": self.order_id.id, "old_version_id": old.id, "new_version_id": new.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Versions"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
