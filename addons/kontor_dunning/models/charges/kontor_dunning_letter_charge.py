from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..levels.dunning_right import ensure_may_dun


class KontorDunningLetter(models.Model):
    """Booking fees and interest as a document of their own, once for each letter."""

    _inherit = "kontor.dunning.letter"

    charge_move_id = fields.Many2one(
        "account.move", string="Booked Fees", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )

    _charge_once = models.UniqueIndex("(charge_move_id) WHERE charge_move_id IS NOT NULL", "Booked already.")

    def _after_issue(self):
        """Book the charges of letters that are being issued, where the company wants it."""
        res = super()._after_issue()
        self.filtered(lambda letter: letter.company_id.dunning_book_charges)._book_charges()
        return res

    def action_book_charges(self):
        """Book fee, lump sum and interest of these letters, each letter as one invoice.

        :return: True
        :raises UserError: when a letter isn't sent or has been booked, or an account is missing
        """
        self._ensure_letters()
        ensure_may_dun(self)
        for letter in self:
            if letter.state not in ("sent", "closed"):
                raise UserError(self.env._("%s has not been sent; there is nothing to book.", letter.display_name))
            if letter.charge_move_id:
                raise UserError(
                    self.env._(
                        "The charges of %(letter)s have been booked already: %(move)s.",
                        letter=letter.display_name,
                        move=letter.charge_move_id.name,
                    )
                )
        self.sudo()._book_charges()  # sudo: the right to dun was checked; booking is part of it
        return True

    def _book_charges(self):
        """Make and post the invoices for the charges."""
        due = self.filtered(
            lambda letter: (
                not letter.charge_move_id and letter.fee_amount + letter.interest_amount + letter.lump_sum_amount > 0
            )
        )
        moves = self.env["account.move"]
        for letter in due:
            move = moves.with_company(letter.company_id).create(letter._charge_values())
            letter.charge_move_id = move
            moves |= move
        if moves:
            moves.action_post()

    def _charge_values(self):
        """Return the values of the invoice for this letter's charges. They are damages: no tax."""
        company = self.company_id
        journal = company.dunning_charge_journal_id or self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
        )
        if not journal or not company.dunning_fee_account_id or not company.dunning_interest_account_id:
            raise UserError(
                self.env._(
                    "The charges of dunning letters can't be booked for %(company)s: choose the journal and the accounts"
                    " for fees and interest in the settings. An accountant can help.",
                    company=company.name,
                )
            )
        texts = self.with_context(lang=(self.address_id or self.partner_id)._get_document_lang())
        positions = [
            (texts.env._("Dunning fee"), self.fee_amount, company.dunning_fee_account_id),
            (texts.env._("Lump sum (§ 288 (5) BGB)"), self.lump_sum_amount, company.dunning_fee_account_id),
            (texts.env._("Interest for default (§ 288 BGB)"), self.interest_amount, company.dunning_interest_account_id),
        ]
        return {
            "move_type": "out_invoice",
            "is_dunning_charge": True,
            "partner_id": self.address_id.id,
            "journal_id": journal.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.date,
            "invoice_date_due": self.payment_deadline or fields.Date.today(),
            "invoice_payment_term_id": False,
            "invoice_origin": self.name,
            "ref": self.name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": name,
                        "quantity": 1,
                        "price_unit": amount,
                        "account_id": account.id,
                        "tax_ids": [Command.clear()],
                    }
                )
                for name, amount, account in positions
                if amount
            ],
        }

    def _reverse_charges(self, reason):
        """Take back the charges that were booked for a letter: by a credit note, which clears them if still open."""
        super()._reverse_charges(reason)
        move = self.charge_move_id
        if not move or move.state != "posted" or move.payment_state == "reversed":
            return
        move._reverse_moves(
            [
                {
                    "date": fields.Date.context_today(self),
                    "invoice_date": fields.Date.context_today(self),
                    "ref": self.env._("Withdrawal of %(letter)s: %(reason)s", letter=self.name, reason=reason),
                    "is_dunning_charge": True,
                }
            ],
            cancel=True,
        )
