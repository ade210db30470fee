from odoo import models


class SaleOrder(models.Model):
    """Storno, and back to the quotation: what nobody has begun isn't made; what was begun goes on (001-5).

    The planners of what was begun get an activity from Odoo itself, as they do when a quantity is reduced.
    """

    _inherit = "sale.order"

    def _action_cancel(self):
        self.filtered(lambda order: order.state == "sale")._stop_manufacturing()
        return super()._action_cancel()

    def _back_to_quotation(self):
        self._stop_manufacturing()
        return super()._back_to_quotation()

    def _stop_manufacturing(self):
        """Cancel the manufacturing orders that nobody has begun, and name both kinds in the order's history."""
        for order in self:
            # sudo: cancelling an order must not fail because the clerk has no right to manufacturing orders
            productions = (
                order.sudo()._linked_productions(order.order_line).filtered(lambda production: production.state != "done")
            )
            started = productions.filtered(lambda production: production._is_started())
            idle = productions - started
            if idle:
                idle.with_context(skip_activity=True).action_cancel()
                order.message_post(
                    body=self.env._("Manufacturing orders cancelled: %(orders)s", orders=", ".join(idle.mapped("name")))
                )
            if started:
                order.message_post(
                    body=self.env._(
                        "Manufacturing has begun and goes on: %(orders)s", orders=", ".join(started.mapped("name"))
                    )
                )
