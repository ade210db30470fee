from odoo import models


class SaleOrder(models.Model):
    """What a change of an order's status will do, said before it is done (001-10)."""

    _inherit = "sale.order"

    def _consequences_quotation(self):
        return self._cancelled_documents()

    def _cancelled_documents(self):
        """Say which open deliveries and draft invoices are cancelled with the order."""
        told = []
        pickings = self._open_pickings()
        if pickings:
            told.append(self.env._("Cancelled are the open deliveries %s.", ", ".join(pickings.mapped("name"))))
        return told + self._cancelled_drafts()

    def _cancelled_drafts(self):
        """Say which draft invoices of the order are cancelled."""
        drafts = self._draft_invoices()
        if not drafts:
            return []
        return [self.env._("Cancelled are the draft invoices %s.", ", ".join(drafts.mapped("display_name")))]

    def _consequences_order(self):
        return [
            self.env._(
                "An order over %(amount)s including tax is made of the quotation.", amount=self._money(self.amount_total)
            ),
            *self._prepared_deliveries(),
        ]

    def _prepared_deliveries(self):
        goods = self.order_line.filtered(lambda line: line._is_stock_line() and line.product_uom_qty > 0)
        if not goods:
            return []
        return [self.env._("The delivery of %(count)s positions is prepared.", count=len(goods))]

    def _confirmed_first(self):
        """Say that a quotation is confirmed on the way."""
        return self._consequences_order()[:1] if self.lifecycle_status == "quotation" else []

    def _consequences_delivery(self, quantities=None):
        told = self._confirmed_first()
        if quantities is None:
            told.append(
                self.env._(
                    "Delivered is what is available of what is open:%(positions)s\nWhat isn't available stays in a delivery"
                    " of its own.",
                    positions=self._undelivered_text(),
                )
            )
        else:
            wanted = {item["line_id"]: item["quantity"] for item in quantities}
            lines = self.order_line.filtered(lambda line: wanted.get(line.id))
            told.append(
                self.env._(
                    "Delivered is:%(positions)s",
                    positions="".join(
                        f"\n– {line.name.splitlines()[0]}: {line._quantity_text(wanted[line.id])}" for line in lines
                    ),
                )
            )
            left = [line for line in self._undelivered_lines() if line._undelivered_quantity() > wanted.get(line.id, 0.0)]
            if left:
                told.append(
                    self.env._(
                        "Left open is:%(positions)s",
                        positions="".join(
                            f"\n– {line.name.splitlines()[0]}:"
                            f" {line._quantity_text(line._undelivered_quantity() - wanted.get(line.id, 0.0))}"
                            for line in left
                        ),
                    )
                )
        told.append(self.env._("Nothing is invoiced, and nothing is sent to the customer."))
        return told

    def _consequences_invoice(self, invoice_type="final", delivery="all", draft_ids=None, without_drafts=False, **options):
        if self.lifecycle_status == "done":
            return self._consequences_reversal()
        self._check_delivery_choice(delivery, invoice_type)
        told = self._confirmed_first()
        open_positions = self._undelivered_text()
        if delivery == "all" and open_positions and self._needed_options("invoice"):
            return [self._undelivered_refusal(open_positions)]
        partial = delivery == "delivered" and open_positions
        if open_positions:
            told.append(self._delivery_consequence(delivery, open_positions))
        if not partial and invoice_type == "final" and self.state == "sale":
            told += self._draft_consequences(draft_ids, without_drafts)
        drafts = {"draft_ids": draft_ids, "without_drafts": without_drafts}
        told.append(self._invoice_consequence("partial" if partial else invoice_type, drafts))
        told.append(self.env._("The invoice is not sent to the customer by itself."))
        return told

    def _delivery_consequence(self, delivery, open_positions):
        """Say what becomes of positions that are not delivered yet.

        :param str open_positions: a line for each of them, with its value
        """
        return {
            "all": self.env._("Not delivered yet, and delivered before the invoice:%(positions)s", positions=open_positions),
            "delivered": self.env._(
                "Not delivered yet, and left open; the order stays at “Delivery”:%(positions)s", positions=open_positions
            ),
            "available": self.env._(
                "Not delivered yet; what of it is there is delivered, and everything is invoiced:%(positions)s",
                positions=open_positions,
            ),
            "none": self.env._(
                "Not delivered yet, and invoiced all the same; it can still be delivered, and until then the order isn't"
                " completed:%(positions)s",
                positions=open_positions,
            ),
        }[delivery]

    def _invoice_consequence(self, invoice_type, drafts):
        """Say which invoice is posted, with its amounts.

        :param dict drafts: what a final invoice takes about waiting drafts
        """
        if self.state != "sale":  # nothing is invoiced, and all of it will be
            return self.env._("An invoice over %(amount)s is posted.", amount=self._money(self.amount_total))
        options = {}
        if invoice_type == "partial":
            quantities = self._delivered_quantities()
            options["lines"] = [{"line_id": line.id, "quantity": qty} for line, qty in quantities.items() if qty]
        elif invoice_type == "final":
            options.update(drafts)
        preview = self.preview_invoice_of_type(invoice_type, **options)
        if preview["error"]:
            return preview["error"]
        if not preview["lines"]:  # the drafts are all that is left
            return self.env._("No further invoice is made.")
        amounts = {
            "amount": self._money(preview["amount_total"]),
            "net": self._money(preview["amount_untaxed"]),
            "tax": self._money(preview["amount_tax"]),
        }
        if not preview["amount_deducted"]:
            return self.env._("An invoice over %(amount)s is posted (net %(net)s, tax %(tax)s).", **amounts)
        return self.env._(
            "An invoice over %(amount)s is posted (net %(net)s, tax %(tax)s): positions of %(positions)s less down payments"
            " of %(deducted)s.",
            positions=self._money(preview["amount_positions"]),
            deducted=self._money(preview["amount_deducted"]),
            **amounts,
        )

    def _consequences_reversal(self):
        """Say what a Rückbuchung opens again (001-3)."""
        invoices = self._posted_invoices()
        payments = (self._clearing_lines().move_id.origin_payment_id | invoices.matched_payment_ids).filtered(
            lambda payment: payment.state in ("in_process", "paid")
        )
        names = ", ".join(payments.mapped("display_name")) or self.env._("on the bank statement")
        cleared = self._clearing_lines().matched_debit_ids.filtered(
            lambda partial: partial.debit_move_id.move_id in invoices
        )
        amount = sum(cleared.mapped("debit_amount_currency")) or sum(payments.mapped("amount"))
        return [
            self.env._(
                "The payments %(payments)s are reversed with an entry of their own; %(amount)s of the invoices are open"
                " again.",
                payments=names,
                amount=self._money(amount),
            )
        ]

    def _consequences_cancel(self, reason=None, reason_id=None):
        told = self._cancelled_documents()
        delivered = self.order_line.filtered(lambda line: line._is_stock_line() and line.qty_delivered)
        if delivered:
            told.append(self.env._("What was delivered stays delivered; nothing comes back into stock."))
        invoices = self._posted_invoices().filtered(lambda move: move.payment_state != "reversed")
        for invoice in invoices:
            told.append(
                self.env._(
                    "%(invoice)s over %(amount)s is neutralised by a credit note, as far as it belongs to this order and"
                    " isn't credited yet.",
                    invoice=invoice.name,
                    amount=self._money(invoice.amount_total, invoice.currency_id),
                )
            )
        if self._clearing_lines():
            told.append(self.env._("What the customer has paid becomes his open credit."))
        return told or [self.env._("Nothing was delivered or invoiced; nothing else follows.")]

    def _orders_of_open_documents(self):
        return self.browse(self._open_documents()._orders_of_document().ids)

    def _sum_of_invoice(self, **options):
        open_orders = self.filtered(lambda order: order._undelivered_lines())
        if not open_orders:
            return []
        return [
            self.env._(
                "In %(count)s of %(total)s orders something is not delivered yet.", count=len(open_orders), total=len(self)
            )
        ]
