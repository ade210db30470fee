from odoo import api, fields, models
from odoo.exceptions import UserError


class PrintLogMixin(models.AbstractModel):
    """A print log (001-14, 001-15): one row for each document that was printed or sent.

    Rows are written by the server when a PDF is made (see ``lifecycle_printing``), and by nobody else. What inherits it
    adds ``order_id`` and ``status``.
    """

    _name = "kontor.print.log.mixin"
    _description = "Print Log"
    _order = "printed_on desc, id desc"
    _rec_name = "report_id"

    report_id = fields.Many2one("ir.actions.report", string="Document", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Printed by", required=True, readonly=True)
    printed_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

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
