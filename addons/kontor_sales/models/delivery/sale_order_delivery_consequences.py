from odoo import models


class SaleOrder(models.Model):
    """What a change of status will do, said before it is done (001-10): the delivery."""

    _inherit = "sale.order"

    def _cancelled_documents(self):
        """Add the deliveries that are still to be done; see the room ``status``."""
        told = super()._cancelled_documents()
        pickings = self._open_pickings()
        if pickings:
            told.append(self.env._("Cancelled are the open deliveries %s.", ", ".join(pickings.mapped("name"))))
        return told

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
