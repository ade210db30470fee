from odoo import fields, models


class SaleOrder(models.Model):
    """From quotation to order (000-3, 004-1), and back while nothing was delivered or invoiced."""

    _inherit = "sale.order"

    special_request = fields.Text(
        string="Special Requests",
        help="The customer's special requests for the whole order. Printed on every document.",
    )

    def action_confirm(self):
        with self._state_work():
            return super().action_confirm()

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if message:
            return message
        public_partner = self.env.ref("base.public_partner", raise_if_not_found=False)
        if public_partner and self.partner_id == public_partner:
            return self.env._(
                "%(order)s: An order needs a known customer. Anonymous sales over the counter belong in the point of sale.",
                order=self.name,
            )
        if self.lifecycle_status != "quotation":
            return False
        # core's button must not do what the settings, or the user's rights, forbid for the dialog
        return self._table_obstacle("order") or self._rights_obstacle("order")

    def _prepare_confirmation_values(self):
        return {**super()._prepare_confirmation_values(), "ordered_on": fields.Datetime.now()}

    def _action_confirm(self):
        res = super()._action_confirm()
        self.partner_id._become_customer()
        return res

    def _back_to_quotation(self):
        """Make a confirmed order a quotation again, without its open documents (001-9).

        The caller has made sure that nothing was delivered or invoiced yet.
        """
        self._cancel_open_documents()
        with self._state_work():
            # sudo: "ordered_on" and "preparation_done_on" are facts that only the server writes
            self.sudo().write({"state": "draft", "ordered_on": False, "preparation_done_on": False})

    def _cancel_open_documents(self):
        """Cancel what is still open of this order: its deliveries; invoicing adds its drafts (001-9)."""
        self.picking_ids.filtered(lambda picking: picking.state != "done").action_cancel()
