from odoo import fields, models


class AccountMovePrint(models.Model):
    """The print log of posted invoices, credit notes and bills: who took them out of the house, by paper or as a file."""

    _name = "account.move.print"
    _inherit = "kontor.print.log.mixin"
    _description = "Printed Invoice"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _log_invoice_prints(self, report=None):
        """Keep that these documents were printed or exported; a draft has said nothing to anybody.

        :param report: the ``ir.actions.report``; none for another file than the printed document
        """
        # sudo: the log is written by the server for everybody who may print, the customer in the portal among them
        self.env["account.move.print"].sudo().create(
            [
                {"move_id": move.id, "report_id": report.id if report else False, "user_id": self.env.user.id}
                for move in self.sudo()
                if move.state == "posted" and move.move_type != "entry"
            ]
        )

    def _get_invoice_legal_documents(self, filetype, allow_fallback=False):
        document = super()._get_invoice_legal_documents(filetype, allow_fallback=allow_fallback)
        if document and not self.env.cr.readonly:
            self._log_invoice_prints()
        return document
