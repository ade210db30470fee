from odoo import fields, models
from odoo.exceptions import UserError


class KontorDunningLetter(models.Model):
    """The letters of a run: they can't be changed while it is confirmed, and it tells what became of them."""

    _inherit = "kontor.dunning.letter"

    run_id = fields.Many2one(
        "kontor.dunning.run", string="Dunning Run", readonly=True, ondelete="cascade", index="btree_not_null"
    )

    def _refuse_changes_of_proposal(self, names):
        if self.run_id.filtered("confirm_requested_on"):
            raise UserError(self.env._("The run is being confirmed; its letters can't be changed any more."))
        return super()._refuse_changes_of_proposal(names)

    def _tell_settled(self):
        res = super()._tell_settled()
        for run, dropped in self.grouped("run_id").items():
            if run:
                run.message_post(
                    body=self.env._(
                        "Settled since the proposal, no letter: %(names)s",
                        names=", ".join(dropped.partner_id.mapped("name")),
                    )
                )
        return res
