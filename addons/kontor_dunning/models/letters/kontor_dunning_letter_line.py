from odoo import api, fields, models
from odoo.exceptions import UserError


class KontorDunningLetterLine(models.Model):
    """An item on a dunning letter.

    ``is_new`` items are those that the letter brings to their level. One item comes to one level once: the database
    itself refuses a second line, whoever writes it, until the first is withdrawn or taken off the proposal. Other due
    items and credits are listed so that the customer sees everything in one letter; they stay at their levels.
    """

    _name = "kontor.dunning.letter.line"
    _description = "Dunned Item"
    _order = "letter_id desc, id"

    letter_id = fields.Many2one("kontor.dunning.letter", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="letter_id.company_id", store=True)
    partner_id = fields.Many2one(related="letter_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="letter_id.currency_id")
    date = fields.Date(related="letter_id.date", string="Letter Date")
    letter_state = fields.Selection(related="letter_id.state", string="Letter State")
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal Item", readonly=True, ondelete="restrict", index=True
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", related="move_line_id.move_id", store=True, index=True, readonly=True
    )
    name = fields.Char(string="Document", readonly=True)
    date_invoice = fields.Date(string="Document Date", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    role = fields.Selection(
        [("due", "Due"), ("charge", "Fees and interest"), ("credit", "Credit")], readonly=True, default="due", required=True
    )
    is_new = fields.Boolean(string="Dunned Now", readonly=True, default=True)
    level_id = fields.Many2one("kontor.dunning.level", readonly=True, ondelete="restrict", index=True)
    amount = fields.Monetary(string="Open", readonly=True)
    interest_amount = fields.Monetary(string="Interest")
    lump_sum_amount = fields.Monetary(string="Lump Sum", readonly=True)
    days_overdue = fields.Integer(readonly=True)
    excluded = fields.Boolean(help="Leave this item out of the letter.")
    dunned_on = fields.Date(readonly=True, help="The day on which the letter brought the item to its level.")
    withdrawn = fields.Boolean(readonly=True)
    closed_on = fields.Date(
        compute="_compute_closed_on",
        store=True,
        help="The day on which the item was settled. A payment that is reversed later doesn't reopen the letter.",
    )

    _never_twice = models.UniqueIndex(
        "(move_line_id, level_id) WHERE is_new AND NOT COALESCE(withdrawn, FALSE) AND NOT COALESCE(excluded, FALSE)",
        "This item already stands at this dunning level, or is in another proposal for it.",
    )

    @api.depends("move_line_id.reconciled", "dunned_on")
    def _compute_closed_on(self):
        """Close a demand when its item is settled, for ever: after a reversal the next letter goes on (001-3)."""
        for line in self:
            if line.dunned_on and not line.closed_on and line.move_line_id.reconciled:
                line.closed_on = fields.Date.context_today(line)
            else:
                line.closed_on = line.closed_on

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("The items of a dunning letter are found by the dunning run; nobody can add one."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"excluded", "interest_amount"}:
                raise UserError(self.env._("The items of a dunning letter follow from the invoices and can't be written."))
            self.letter_id._refuse_changes({"line_ids"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_sent(self):
        if self.letter_id.filtered("sent_on"):
            raise UserError(self.env._("The items of a letter that has been sent can't be deleted."))
        if not self.env.su:
            raise UserError(self.env._("Exclude the item instead of deleting it."))
