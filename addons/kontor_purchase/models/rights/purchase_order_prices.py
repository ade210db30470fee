from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.rights import BILLING, READING, ensure_right, has_right
from odoo.exceptions import UserError

#: Buys from suppliers.
PURCHASE = "purchase.group_purchase_user"
#: Who knows what suppliers charge: who buys from them, pays them, or reads the books. The warehouse knows what comes.
PRICE_GROUPS = ",".join((PURCHASE, BILLING, READING))


class PurchaseOrder(models.Model):
    """Prices of suppliers are purchase costs (003-35); the warehouse, which core lets read supplier orders, sees none.

    The fields are closed by their groups, on the screen, in searches and over RPC alike.
    """

    _inherit = "purchase.order"

    amount_untaxed = fields.Monetary(groups=PRICE_GROUPS)
    amount_tax = fields.Monetary(groups=PRICE_GROUPS)
    amount_total = fields.Monetary(groups=PRICE_GROUPS)
    amount_total_cc = fields.Monetary(groups=PRICE_GROUPS)
    tax_totals = fields.Binary(groups=PRICE_GROUPS)
    told_lines = fields.Json(groups=PRICE_GROUPS)
    # Whom core doesn't let read bills couldn't open a form that has them.
    invoice_ids = fields.Many2many(groups=PRICE_GROUPS)
    # These tell no price, but look at them.
    has_untold_changes = fields.Boolean(compute_sudo=True)
    given_terms_count = fields.Integer(compute_sudo=True)

    def _sees_prices(self):
        """Tell whether the user sees the prices of suppliers."""
        return has_right(self.env, PURCHASE, BILLING, READING)

    def _compute_block_text(self):
        """What blocks an order names its amounts."""
        if self._sees_prices():
            return super()._compute_block_text()
        self.block_text = self.block_warning = False
        return None

    def _check_print_right(self, report):
        """Refuse supplier orders on paper to those who don't see their prices.

        :param report: the ``ir.actions.report``
        :raises AccessError: naming the rights
        """
        if not self._sees_prices():
            ensure_right(self.env, self.env._("print supplier orders"), PURCHASE, BILLING)


class PurchaseOrderLine(models.Model):
    """The prices of the positions, as those of the order."""

    _inherit = "purchase.order.line"

    price_unit = fields.Float(groups=PRICE_GROUPS)
    price_unit_product_uom = fields.Float(groups=PRICE_GROUPS)
    price_unit_discounted = fields.Float(groups=PRICE_GROUPS)
    price_subtotal = fields.Monetary(groups=PRICE_GROUPS)
    price_total = fields.Monetary(groups=PRICE_GROUPS)
    price_total_cc = fields.Monetary(groups=PRICE_GROUPS)
    price_tax = fields.Float(groups=PRICE_GROUPS)
    discount = fields.Float(groups=PRICE_GROUPS)
    amount_to_invoice_at_date = fields.Float(groups=PRICE_GROUPS)
    technical_price_unit = fields.Float(groups=PRICE_GROUPS)
    technical_discount = fields.Float(groups=PRICE_GROUPS)
    list_terms = fields.Char(groups=PRICE_GROUPS)
    invoice_lines = fields.One2many(groups=PRICE_GROUPS)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.readonly
    def get_supplier_header(self):
        if not self.env["purchase.order"]._sees_prices():
            raise UserError(self.env._("You lack the right to read supplier orders."))
        return super().get_supplier_header()
