from odoo import fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError


class CustomerBlock(models.TransientModel):
    """The dialog for a customer's manual block (003-25); ``res.partner.action_set_manual_block()`` does the work."""

    _name = "kontor.customer.block"
    _description = "Change a Customer's Block"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    manual_block = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["manual_block"]._description_selection(self.env),
        required=True,
        default="none",
    )
    reason = fields.Char(string="Reason for the Block")
    workshop_allowed = fields.Boolean(string="Workshop", help="Workshop orders are taken even under an order block.")

    def action_apply(self):
        """Set the block and close the dialog.

        :raises UserError: when the dialog doesn't exist any more, or the user lacks the right
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("This dialog is closed. Open it again from the customer."))
        self.partner_id.action_set_manual_block(self.manual_block, self.reason, self.workshop_allowed)
        return {"type": "ir.actions.act_window_close"}
