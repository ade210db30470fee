from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


def mark_existing_lines(cr):
    """Mark given prices and discounts of the lines that were there before marks were, in one statement (000-13/14).

    Given is a price that differs from the one that core computed last, and every price of an order that a shop or a
    platform sent; a discount that isn't the customer's, where the order's price list shows none of its own. All others
    follow the list as they did before.

    :param cr: database cursor
    """

    def if_there(table, column, known, otherwise):
        return known if column_exists(cr, table, column) else otherwise

    free = if_there("sale_order_line", "is_free_position", SQL("l.is_free_position IS TRUE"), SQL("FALSE"))
    shop = if_there("sale_order", "source_reference", SQL("o.source_reference IS NOT NULL"), SQL("FALSE"))
    customers = if_there("res_partner", "customer_discount", SQL("COALESCE(customer.customer_discount, 0)"), SQL("0"))
    cr.execute(
        SQL(
            """
            UPDATE sale_order_line line
               SET given_price_uom_id = CASE WHEN found.price_given THEN line.product_uom_id END,
                   discount_given = found.discount_given,
                   technical_discount = CASE WHEN found.discount_given THEN found.list_discount ELSE line.discount END
              FROM (SELECT l.id,
                           %(shop)s OR abs(COALESCE(l.technical_price_unit, 0) - COALESCE(l.price_unit, 0)) > 0.000001
                               AS price_given,
                           %(shop)s OR (COALESCE(l.discount, 0) NOT IN (0, %(customers)s)
                                        AND NOT EXISTS (SELECT FROM product_pricelist_item item
                                                         WHERE item.pricelist_id = o.pricelist_id
                                                           AND item.compute_price = 'percentage')) AS discount_given,
                           %(customers)s AS list_discount
                      FROM sale_order_line l
                      JOIN sale_order o ON o.id = l.order_id
                      JOIN res_partner partner ON partner.id = o.partner_id
                      JOIN res_partner customer ON customer.id = partner.commercial_partner_id
                     WHERE l.product_id IS NOT NULL AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
                       AND NOT (%(free)s)) found
             WHERE found.id = line.id
            """,
            free=free,
            shop=shop,
            customers=customers,
        )
    )


class SaleOrderLine(models.Model):
    """What a person or a shop gave stays when the quantity changes (000-13/14); the rest follows the price list.

    Core recognizes a price of its own only by comparing it with the one it computed last, which calls from outside
    never had, and discounts not at all.
    """

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kontor.given.terms.mixin"]

    # Computed with the price: it says what the list gives, also where the price was given and is therefore not computed.
    technical_price_unit = fields.Float(
        compute="_compute_price_unit", store=True, readonly=False, precompute=True, string="Price of the List"
    )
    technical_discount = fields.Float(
        string="Discount of the List (%)",
        compute="_compute_discount",
        digits="Discount",
        store=True,
        readonly=False,
        precompute=True,
    )

    _list_term_triggers = ("product_id", "product_uom_id", "product_uom_qty")

    def _auto_init(self):
        """Mark what was given on the lines that exist: computing the list's discount would put it over theirs."""
        cr = self.env.cr
        if not column_exists(cr, "sale_order_line", "technical_discount"):
            create_column(cr, "sale_order_line", "technical_discount", "numeric")
            create_column(cr, "sale_order_line", "discount_given", "boolean")
            create_column(cr, "sale_order_line", "given_price_uom_id", "int4")
            mark_existing_lines(cr)
        return super()._auto_init()

    def _remembers_given(self):
        # the price of a free position comes from nowhere else
        return super()._remembers_given() and not self.is_free_position

    def _follows_list(self):
        """Tell whether the price list has a price: not for expenses, shipping and discounts of the order."""
        company = self.order_id.company_id
        return (
            super()._follows_list()
            and not self.is_expense
            and not self._is_global_discount()
            and not ("is_delivery" in self._fields and self.is_delivery)
            # sudo: articles in the background, for a comparison
            and self.product_id not in (company.sudo().shipping_product_id, company.sudo().sale_discount_product_id)
        )

    @api.model
    def _marks_of_new(self, vals):
        return {} if vals.get("is_free_position") else super()._marks_of_new(vals)

    def _add_precomputed_values(self, vals_list):
        products = self.env["product.product"].browse([vals["product_id"] for vals in vals_list if vals.get("product_id")])
        for vals in vals_list:
            if "price_unit" in vals and vals.get("product_id") and not vals.get("product_uom_id"):
                product = self.env["product.product"].browse(vals["product_id"]).with_prefetch(products.ids)
                marks = self._marks_of_new({**vals, "product_uom_id": product.uom_id.id})
            else:
                marks = self._marks_of_new(vals)
            vals.update(marks)
        return super()._add_precomputed_values(vals_list)

    def write(self, vals):
        for lines, marks in self._marks_of_changed(vals):
            super(SaleOrderLine, lines).write({**vals, **marks})
        self._ask_list_again(vals)
        return True

    def _compute_price_unit(self):
        given = {line: line.price_unit for line in self if line._has_given_price()}
        rest = self - self.browse().concat(*given)
        # what was given is known here; core is to ask the list for every line
        res = super(SaleOrderLine, self.with_context(force_price_recomputation=True))._compute_price_unit()
        for line, price in given.items():
            line.price_unit = line._given_price_in_unit(price)
            if line.given_price_uom_id != line.product_uom_id and line.product_uom_id:
                line.given_price_uom_id = line.product_uom_id
        # computed outside the ORM's own recomputation (Update Prices), it went through write() like a given price
        rest.filtered("given_price_uom_id").given_price_uom_id = False
        return res

    def _compute_discount(self):
        given = {line: line.discount for line in self if line._has_given_discount()}
        rest = self - self.browse().concat(*given)
        for line in self:  # core starts afresh with price lists only
            if line.discount and line._remembers_given():
                line.discount = 0.0
        res = super()._compute_discount()
        for line in self:
            line.technical_discount = line.discount
        for line, discount in given.items():
            line.discount = discount
        rest.filtered("discount_given").discount_given = False
        return res

    @api.onchange("product_id")
    def _onchange_product_id(self):
        res = super()._onchange_product_id()
        if self.product_id:
            self.given_price_uom_id = False
            if self.discount_given:
                self.discount_given = False
                self.discount = self.technical_discount
                self._compute_discount()
        return res


class SaleOrder(models.Model):
    """*Update Prices* resets given prices and discounts only by choice (000-13/14)."""

    _inherit = "sale.order"

    given_terms_count = fields.Integer(
        string="Positions off the List",
        compute="_compute_given_terms_count",
        help="Positions whose price or discount was given and differs from the price list.",
    )

    @api.depends("order_line.list_terms")
    def _compute_given_terms_count(self):
        for order in self:
            order.given_terms_count = len(order.order_line.filtered("list_terms"))

    def action_update_prices(self, keep_given=False):
        """Take prices and discounts from the price list again.

        :param bool keep_given: leave prices and discounts that a person or a shop gave as they are
        :return: True
        :raises UserError: on no order, or on several
        """
        self._ensure_one_order()
        given = self._get_update_prices_lines()._given_terms() if keep_given else {}
        super().action_update_prices()
        for line, values in given.items():
            line.write(values)
        return True

    def action_open_price_update(self):
        """Ask whether given prices are to be reset, too."""
        self._ensure_one_order()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update Prices"),
            "res_model": "sale.order.price.update",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _recompute_prices(self):
        lines = self._get_update_prices_lines()
        lines.filtered("given_price_uom_id").given_price_uom_id = False
        # in one step, so that core's own step to 0 is none that somebody took
        discounted = lines.filtered(lambda line: line.discount or line.discount_given)
        discounted.write({"discount": 0.0, "technical_discount": 0.0, "discount_given": False})
        return super()._recompute_prices()

    def _get_update_prices_lines(self):
        """Leave alone what is invoiced, and what no price list has a price for."""
        lines = super()._get_update_prices_lines()
        return lines.filtered(lambda line: line._follows_list() and not line.qty_invoiced)
