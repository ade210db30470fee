from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ...tools.records import check_ids, is_record_id


class CustomerArticle(models.Model):
    """What a customer bought, by article: when last, how many, at which price (000-10).

    While an order is captured, articles are taken over from here, at today's or at the last price.
    """

    _name = "kontor.customer.article"
    _description = "Article Bought by a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"

    commercial_partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    product_id = fields.Many2one("product.product", string="Article", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    last_line_id = fields.Many2one("sale.order.line", readonly=True)
    last_order_id = fields.Many2one("sale.order", readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    date = fields.Date(string="Last Sold", readonly=True)
    last_quantity = fields.Float(digits="Product Unit", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    last_price = fields.Float(min_display_digits="Product Price", readonly=True)
    last_discount = fields.Float(string="Discount (%)", digits="Discount", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    order_count = fields.Integer(string="Orders", readonly=True)
    quantity = fields.Float(
        string="Quantity in Total", digits="Product Unit", readonly=True, help="In the article's own unit."
    )
    amount = fields.Float(string="Net in Total", digits="Account", readonly=True, help="In the company's currency.")

    _depends = {
        "sale.order": ["partner_id", "company_id", "date_order", "state", "currency_rate", "user_id", "currency_id"],
        "sale.order.line": ["order_id", "product_id", "product_uom_qty", "product_uom_id", "price_unit", "discount",
                            "price_subtotal", "display_type", "is_downpayment"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.partner": ["commercial_partner_id"],
        "uom.uom": ["factor"],
    }  # fmt: skip

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT last.id, bought.commercial_partner_id, bought.product_id, bought.categ_id, bought.company_id,
                   last.id AS last_line_id, last.order_id AS last_order_id, o.user_id, bought.date,
                   last.product_uom_qty AS last_quantity, last.product_uom_id, last.price_unit AS last_price,
                   last.discount AS last_discount, o.currency_id, bought.order_count, bought.quantity, bought.amount
              FROM (
                SELECT p.commercial_partner_id, l.product_id, o.company_id, t.categ_id,
                       MAX(o.date_order)::date AS date,
                       COUNT(DISTINCT o.id) AS order_count,
                       SUM(l.product_uom_qty * COALESCE(unit.factor / NULLIF(own.factor, 0), 1)) AS quantity,
                       SUM(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)) AS amount,
                       (ARRAY_AGG(l.id ORDER BY o.date_order DESC, l.id DESC))[1] AS last_line_id
                  FROM sale_order_line l
                  JOIN sale_order o ON o.id = l.order_id
                  JOIN res_partner p ON p.id = o.partner_id
                  JOIN product_product product ON product.id = l.product_id
                  JOIN product_template t ON t.id = product.product_tmpl_id
             LEFT JOIN uom_uom unit ON unit.id = l.product_uom_id
             LEFT JOIN uom_uom own ON own.id = t.uom_id
                 WHERE o.state = 'sale' AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
                   AND l.product_uom_qty > 0 AND %(seen)s
              GROUP BY p.commercial_partner_id, l.product_id, o.company_id, t.categ_id
              ) bought
              JOIN sale_order_line last ON last.id = bought.last_line_id
              JOIN sale_order o ON o.id = last.order_id
            """,
            # the sums of an article, too, are of nothing but what the user sees
            seen=self.env["sale.order"]._seen_orders_sql("o"),
        )

    def action_add_to_order(self):
        """Add these articles to the order that is being captured, at today's prices.

        The order comes as ``kontor_order_id`` in the context, as the list that the order opens has it.

        :return: True
        """
        return self._add_to_order(at_last_price=False)

    def action_add_at_last_price(self):
        """Add these articles to the order that is being captured, at the price and discount of the last sale.

        :return: True
        """
        return self._add_to_order(at_last_price=True)

    def _add_to_order(self, at_last_price):
        order = self.env["sale.order"].browse(self.env.context.get("kontor_order_id") or 0).exists()
        if not order:
            raise UserError(self.env._("Open the sales history from the order to which the articles are to be added."))
        order.add_from_history(self.ids, at_last_price=at_last_price)
        return True

    def action_open_sales(self):
        """Show all sales of this article to this customer.

        :return: an action
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one article."))
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.commercial_partner_id.display_name}: {self.product_id.display_name}",
            "res_model": "sale.order.line",
            "views": [(self.env.ref("kontor_sales.sale_order_line_view_list_history").id, "list")],
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("order_id.partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("state", "=", "sale"),
            ],
            "context": {"create": False, "edit": False},
            "target": "new" if self.env.context.get("kontor_order_id") else "current",
        }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_open_sales_history(self):
        """Show what this customer bought, to take articles from there (000-10).

        :return: an action
        """
        if len(check_ids(self)) != 1 or not self.partner_id:
            raise UserError(self.env._("Choose the customer first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_article_capture")
        name = self.env._("What %s bought", self.partner_id.commercial_partner_id.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,  # the one that the web client shows
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {
                "kontor_order_id": self.id,
                "kontor_one_customer": True,
                "dialog_size": "extra-large",
                "create": False,
            },
        }

    def add_from_history(self, article_ids, at_last_price=False):
        """Add articles that the customer bought before to this order, one position each (000-10).

        :param list article_ids: ``kontor.customer.article`` ids of this order's customer
        :param bool at_last_price: take price and discount of the last sale over; otherwise today's prices count
        :return: list of the new ``sale.order.line`` ids
        :raises UserError: when they belong to another customer
        """
        if len(check_ids(self)) != 1 or not isinstance(article_ids, (list, tuple)) or not article_ids:
            raise UserError(self.env._("Choose exactly one order, and at least one article."))
        for article_id in article_ids:
            if not is_record_id(article_id):
                raise UserError(self.env._("“%(id)s” is no article from the sales history.", id=article_id))
        self.check_access("write")
        articles = self.env["kontor.customer.article"].search([("id", "in", list(article_ids))])
        if articles.commercial_partner_id != self.partner_id.commercial_partner_id or len(articles) < len(set(article_ids)):
            raise UserError(self.env._("%(order)s belongs to another customer.", order=self.name))
        inactive = articles.product_id.filtered(lambda product: not product.active or not product.sale_ok)
        if inactive:
            raise UserError(
                self.env._("%(articles)s is not sold any more.", articles=", ".join(inactive.mapped("display_name")))
            )
        lines = self.env["sale.order.line"].create(
            [
                {
                    "order_id": self.id,
                    "product_id": article.product_id.id,
                    "product_uom_id": article.product_uom_id.id,
                    "product_uom_qty": article.last_quantity,
                }
                for article in articles
            ]
        )
        if at_last_price:
            lines.action_take_last_price()
        return lines.ids


class SaleOrderLine(models.Model):
    """The price of the last sale of the article to the customer, beside the position that is captured (000-10)."""

    _inherit = "sale.order.line"

    last_price_info = fields.Char(string="Last Price", compute="_compute_last_price_info")

    def _last_sales(self):
        """Return the customer's last sale of each position's article, other than on its own order; in one query.

        The price that the customer paid last is told to everybody who captures an order for this customer, whoever sold
        then.

        :return: ``{(order id, product id): {'id', 'price_unit', 'discount', 'product_uom_id', 'date_order',
            'currency_id', 'name'}}``
        """
        wanted = {
            (line.order_id._origin.id or 0, line.order_id.partner_id.commercial_partner_id.id, line.product_id.id,
             line.order_id.company_id.id)
            for line in self
            if line.product_id and line.order_id.partner_id
        }  # fmt: skip
        if not wanted:
            return {}
        self.env["sale.order"].flush_model(["partner_id", "company_id", "date_order", "state", "currency_id"])
        self.env["sale.order.line"].flush_model(
            ["order_id", "product_id", "price_unit", "discount", "product_uom_id", "product_uom_qty"]
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT wanted.order_id AS for_order, wanted.product_id AS for_product, sale.*
                  FROM (VALUES %s) AS wanted(order_id, partner_id, product_id, company_id)
                 CROSS JOIN LATERAL (
                    SELECT l.id, l.price_unit, l.discount, l.product_uom_id, o.date_order, o.currency_id, o.name
                      FROM sale_order_line l
                      JOIN sale_order o ON o.id = l.order_id
                      JOIN res_partner p ON p.id = o.partner_id
                     WHERE l.product_id = wanted.product_id AND p.commercial_partner_id = wanted.partner_id
                       AND o.company_id = wanted.company_id AND o.id <> wanted.order_id
                       AND o.state = 'sale' AND l.product_uom_qty > 0 AND l.is_downpayment IS NOT TRUE
                  ORDER BY o.date_order DESC, l.id DESC
                     LIMIT 1) sale
                """,
                SQL(", ").join(SQL("%s", row) for row in sorted(wanted)),
            )
        )
        return {(row["for_order"], row["for_product"]): row for row in rows}

    @api.depends("product_id", "order_id.partner_id")
    @api.depends_context("lang", "tz")
    def _compute_last_price_info(self):
        """Say when and at which price the customer bought the article last: "89,00 € − 5 % · 12.03.2026"."""
        sales = self._last_sales()
        for line in self:
            sale = sales.get((line.order_id._origin.id or 0, line.product_id.id))
            line.last_price_info = self._last_price_text(sale) if sale else False

    @api.model
    def _last_price_text(self, sale):
        text = self.env["res.currency"].browse(sale["currency_id"])._format_price(sale["price_unit"])
        if sale["discount"]:
            text += f" − {formatLang(self.env, sale['discount'], digits=1)} %"
        return f"{text} · {format_date(self.env, sale['date_order'])}"

    def action_take_last_price(self):
        """Give positions the price and discount at which the customer bought the article last (000-10).

        Articles that the customer never bought keep their price; so do those last sold in another currency.

        :return: True
        """
        check_ids(self).check_access("write")
        sales = self._last_sales()
        for line in self:
            sale = sales.get((line.order_id.id, line.product_id.id))
            if not sale or sale["currency_id"] != line.currency_id.id:
                continue
            unit = self.env["uom.uom"].browse(sale["product_uom_id"])
            price = unit._compute_price(sale["price_unit"], line.product_uom_id) if unit else sale["price_unit"]
            line.write({"price_unit": price, "discount": sale["discount"]})
        return True


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_open_sales_history(self):
        """Show what this customer bought, by article (000-10).

        :return: an action
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one customer."))
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_sales.action_customer_article")
        name = self.env._("What %s bought", customer.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,  # the one that the web client shows
            "domain": [("commercial_partner_id", "=", customer.id)],
            "context": {"kontor_one_customer": True},
        }
