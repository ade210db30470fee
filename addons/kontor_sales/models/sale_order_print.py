from odoo import api, fields, models
from odoo.exceptions import UserError

from .order_status import ORDER_STATUSES


class SaleOrderPrint(models.Model):
    """The print log (001-14, 001-15): one row for each document of an order that was printed or sent.

    Rows are written by the server when a PDF is made (see ``sale_order_printing``), and by nobody else.
    """

    _name = "sale.order.print"
    _description = "Printed Order Document"
    _order = "printed_on desc, id desc"
    _rec_name = "report_id"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    status = fields.Selection(ORDER_STATUSES, required=True, readonly=True)
    level = fields.Char(readonly=True, help="The dunning level, where the document is a dunning letter.")
    report_id = fields.Many2one("ir.actions.report", string="Document", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Printed by", required=True, readonly=True)
    printed_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _order_status_idx = models.Index("(order_id, status)")

    @api.model_create_multi
    def create(self, vals_list):
        # Only the server's own code, which runs as superuser, keeps the log; a user can't claim a print.
        if not self.env.su:
            raise UserError(self.env._("The print log is written when a document is printed; nobody can add to it."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The print log can't be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The print log can't be deleted."))
