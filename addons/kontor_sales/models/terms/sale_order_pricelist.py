from odoo import models


class SaleOrder(models.Model):
    """The price list of a new quotation: the cooperation's, the cashiers' or the customer's (003-42, 003-43)."""

    _inherit = "sale.order"

    def _choose_pricelist(self, partner):
        """Return the price list at which the present user sells to a customer on this order.

        :param partner: ``res.partner``, possibly empty
        """
        self.ensure_one()
        if not partner:
            return self.env["product.pricelist"]
        return partner._sale_pricelist(self.company_id or self.env.company, self.env.user)[0]

    def _compute_pricelist_id(self):
        res = super()._compute_pricelist_id()
        for order in self._taking("creation_pricelist"):
            if order.partner_id and order.state == "draft":
                pricelist = order._choose_pricelist(order.partner_id)
                if order.pricelist_id != pricelist:
                    order.pricelist_id = pricelist
        return res
