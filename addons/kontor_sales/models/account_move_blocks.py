from odoo import api, models


class AccountMove(models.Model):
    """Where invoices are checked: when a customer invoice is posted, by whatever way."""

    _name = "account.move"
    _inherit = ["account.move", "kontor.block.mixin"]

    def _get_block_operations(self):
        return ("invoice",)

    def _get_pending_operation(self):
        return "invoice" if self.move_type == "out_invoice" and self.state == "draft" else False

    def _get_block_clerk(self):
        return self.invoice_user_id

    def _get_block_amounts(self):
        return {move: abs(move.amount_total_signed) for move in self}

    def _get_block_reasons(self, operation):
        """Add the reasons that speak against the invoices' orders."""
        reasons = super()._get_block_reasons(operation)
        # sudo: accounting need not be able to read the orders it invoices
        orders = {move: move.sudo().invoice_line_ids.sale_line_ids.order_id for move in self}
        # sudo: and the refusal names what the order says, to whoever posts
        everything = self.env["sale.order"].sudo().union(*orders.values())
        by_order = everything._get_block_reasons(operation) if everything else {}
        for move, own in orders.items():
            codes = {}
            for order in own:
                for reason in by_order.get(order, []):
                    codes.setdefault(reason["code"], {**reason, "document": order})
            reasons[move] = [*reasons.get(move, []), *codes.values()]
        return reasons

    @api.depends("state", "partner_id", "amount_total")
    def _compute_block_text(self):
        return super()._compute_block_text()

    def _post(self, soft=True):
        invoices = self._invoices_to_judge()
        if not invoices:
            return super()._post(soft=soft)
        invoices._claim_for_judgement()
        invoices._check_blocks("invoice")
        with invoices._judged("invoice"):
            posted = super()._post(soft=soft)
        self.env["kontor.release"]._mark_used(invoices, "invoice")
        return posted

    def _guard_blocks(self, change):
        if change.vals.get("state") == "posted":
            invoices = self._invoices_to_judge()  # nobody gets around the check by writing the state
            if invoices:
                invoices._claim_for_judgement()
                invoices._check_blocks("invoice")
        return super()._guard_blocks(change)

    def _invoices_to_judge(self):
        return self.filtered(lambda move: move.move_type == "out_invoice" and move.state != "posted")._not_judged(
            "invoice"
        )

    def _claim_for_judgement(self):
        """Make sure that nobody else uses up the same room at the same moment; see kontor_credit_risk."""
