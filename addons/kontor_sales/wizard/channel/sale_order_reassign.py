from odoo import api, fields, models

from ...tools.records import ensure_one_record


class SaleOrderReassign(models.TransientModel):
    """Ask for the new customer of a quotation or an order (003-52)."""

    _name = "sale.order.reassign"
    _description = "Change Customer"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    old_partner_id = fields.Many2one(related="order_id.partner_id", string="Present Customer")
    partner_id = fields.Many2one("res.partner", string="New Customer", check_company=True)
    keep_prices = fields.Boolean(
        help="Price list, prices and discounts stay as they are. Otherwise the new customer's apply.",
    )
    obstacle = fields.Char(compute="_compute_obstacle")
    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms", compute="_compute_terms")
    pricelist_id = fields.Many2one("product.pricelist", string="Price List", compute="_compute_terms")
    partner_shipping_id = fields.Many2one("res.partner", string="Delivery Address", compute="_compute_terms")

    @api.depends("order_id", "partner_id")
    def _compute_obstacle(self):
        for wizard in self:
            wizard.obstacle = wizard.order_id._reassign_obstacle(wizard.partner_id) if wizard.order_id else False

    @api.depends("order_id", "partner_id", "keep_prices")
    def _compute_terms(self):
        """Show what the order would take over."""
        for wizard in self:
            partner = wizard.partner_id.with_company(wizard.company_id)
            wizard.payment_term_id = partner.property_payment_term_id
            wizard.pricelist_id = (
                wizard.order_id.pricelist_id if wizard.keep_prices else wizard.order_id._choose_pricelist(partner)
            )
            wizard.partner_shipping_id = partner and partner.address_get(["delivery"])["delivery"]

    def action_reassign(self):
        """Change the customer and close the dialog."""
        ensure_one_record(self)
        self.order_id.reassign_customer(self.partner_id.id, keep_prices=self.keep_prices)
        return {"type": "ir.actions.act_window_close"}
