from odoo import api, models

from .res_partner_reasons import Subject


class AccountMove(models.Model):
    """The customer's credit as a reason against invoices that belong to no order."""

    _inherit = "account.move"

    @api.depends("partner_id", "move_type", "state")
    def _compute_credit_figures_panel(self):
        sales = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        (self - sales).credit_figures = False
        return super(AccountMove, sales)._compute_credit_figures_panel()

    def _get_block_reasons(self, operation):
        reasons = super()._get_block_reasons(operation)
        alone = self._direct_invoices()
        for company, moves in alone.grouped("company_id").items():
            subjects = []
            for move in moves:
                customer = move.partner_id.commercial_partner_id._origin
                subjects.append(
                    Subject(
                        document=move,
                        debtor=customer,
                        customers=customer,
                        added=move.amount_total_signed if move.state == "draft" else 0.0,
                        uses_credit=not move._is_cash_on_delivery(),
                        cumulative=move.state == "draft",
                    )
                )
            found = self.env["res.partner"]._get_credit_reasons(company or self.env.company, operation, subjects)
            for move in moves:
                # a manual block closes the customer's orders; an invoice without one is only told
                own = [{**reason, "effect": "warn"} if reason.get("on_change") else reason for reason in found[move]]
                reasons[move] = [*reasons.get(move, []), *own]
        return reasons

    def _direct_invoices(self):
        """Return the customer invoices without an order behind them; only they add to what the customer owes."""
        return self.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.partner_id
                # sudo: accounting need not be able to read orders
                and not move.sudo().invoice_line_ids.sale_line_ids
            )
        )

    def _claim_for_judgement(self):
        """Touch the guard rows of customers whose direct invoices use up room (see sale.order)."""
        res = super()._claim_for_judgement()
        self.env["kontor.credit.guard"]._claim(
            (move.partner_id.commercial_partner_id.id, move.company_id.id) for move in self._direct_invoices()
        )
        return res
