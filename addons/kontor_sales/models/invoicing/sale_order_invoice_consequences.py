from odoo import models


class SaleOrder(models.Model):
    """What a change of status will do, said before it is done (001-10): the invoice."""

    _inherit = "sale.order"

    def _cancelled_documents(self):
        """Add the draft invoices; see the room ``status``."""
        return [*super()._cancelled_documents(), *self._cancelled_drafts()]

    def _consequences_invoice(self, invoice_type="final", delivery="all", draft_ids=None, without_drafts=False, **options):
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

    def _cancelled_drafts(self):
        """Say which draft invoices of the order are cancelled."""
        drafts = self._draft_invoices()
        if not drafts:
            return []
        return [self.env._("Cancelled are the draft invoices %s.", ", ".join(drafts.mapped("display_name")))]

    def _sum_of_invoice(self, **options):
        open_orders = self.filtered(lambda order: order._undelivered_lines())
        if not open_orders:
            return []
        return [
            self.env._(
                "In %(count)s of %(total)s orders something is not delivered yet.", count=len(open_orders), total=len(self)
            )
        ]
