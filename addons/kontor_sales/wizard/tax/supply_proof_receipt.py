from odoo import fields, models

from ...tools.records import ensure_one_record


class SupplyProofReceipt(models.TransientModel):
    """The dialog that takes a signed proof. It only asks; ``receive()`` does the work, as for every other caller."""

    _name = "kontor.supply.proof.receipt"
    _description = "Receive a Proof of a Supply Abroad"

    proof_id = fields.Many2one("kontor.supply.proof", required=True, readonly=True, ondelete="cascade")
    received_on = fields.Date(required=True, default=fields.Date.context_today)
    file = fields.Binary("Signed Copy", required=True, attachment=False)
    filename = fields.Char()

    def action_receive(self):
        """Note the receipt and close."""
        ensure_one_record(self)
        self.proof_id.receive(self.received_on, self.file, self.filename)
        return {"type": "ir.actions.act_window_close"}
