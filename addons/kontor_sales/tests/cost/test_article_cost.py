from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ...tools.cost_field import ARTICLE_COST, are_costs_open, costs_open
from ..common import OrderCase

#: What tells the cost of an article, by model.
CLOSED = {
    "product.template": ("standard_price",),
    "product.product": ("standard_price", "avg_cost", "total_value"),
    "product.supplierinfo": ("price", "price_discounted", "discount"),
    "stock.lot": ("standard_price", "avg_cost", "total_value"),
    "stock.move": ("value", "value_manual", "value_justification", "standard_price", "remaining_value", "price_unit"),
}


@tagged("post_install", "-at_install")
class TestArticleCost(OrderCase):
    """Without the right nobody learns what an article costs, and all work goes on (003-35)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.standard_price = 60
        cls.supplier = cls.env["res.partner"].create({"name": "Lieferant", "supplier_rank": 1})
        cls.env["product.supplierinfo"].create(
            {"product_tmpl_id": cls.drill.product_tmpl_id.id, "partner_id": cls.supplier.id, "price": 58}
        )
        cls.lot = cls.env["stock.lot"].create({"name": "L-1", "product_id": cls.drill.id})
        cls.picker = new_test_user(cls.env, "kontor_cost_picker", groups="stock.group_stock_user")
        cls.knowing = new_test_user(cls.env, "kontor_cost_knowing", groups=f"stock.group_stock_user,{ARTICLE_COST}")

    def _records(self, model, user):
        record = {
            "product.template": self.drill.product_tmpl_id,
            "product.product": self.drill,
            "product.supplierinfo": self.drill.seller_ids,
            "stock.lot": self.lot,
            "stock.move": self.env["stock.move"].search([("product_id", "=", self.drill.id)], limit=1),
        }[model]
        self.assertEqual(len(record), 1)
        return record.with_user(user)

    def _ways(self, record, name):
        """Return the ways to ask for a value."""
        ways = {
            "read": lambda: record.read([name]),
            "web_read": lambda: record.web_read({name: {}}),
            "search_read": lambda: record.search_read([("id", "=", record.id)], [name]),
            "export": lambda: record._export_rows([[name]]),
            "domain": lambda: record.search([(name, "!=", False)]),
            "sum": lambda: record.formatted_read_group([], [], [f"{name}:sum"]),
            "onchange": lambda: record.onchange({}, [], {name: {}}),
        }
        if record._fields[name].store:
            ways["order"] = lambda: record.search([], order=f"{name} desc")
        if name != "price_unit":  # passed on by the server's own code
            ways["value"] = lambda: record[name]
        return ways

    def test_003_35_no_way_leads_to_the_cost(self):
        """Field, list, export, domain, order, sum, form being typed, copy: over RPC and in the user's own name."""
        self._order((self.drill, 2)).change_status("delivery")
        for user in (self.clerk, self.picker):
            for model, names in CLOSED.items():
                record = self._records(model, user)
                for name in names:
                    for way, ask in self._ways(record, name).items():
                        with self.subTest(user=user.login, model=model, field=name, way=way), self.assertRaises(AccessError):
                            ask()
                    self.assertNotIn(name, record.fields_get())
                copied = record.copy_data()[0]
                self.assertFalse(set(names) & set(copied), model)

    def test_003_35_the_price_of_a_supplier_closes_no_article(self):
        """Suppliers stand in the order of their prices, for those, too, who don't see the prices."""
        article = self.drill.with_user(self.clerk)
        self.assertEqual(article.seller_ids, self.drill.seller_ids)
        found = article.seller_ids.search([("product_tmpl_id", "=", self.drill.product_tmpl_id.id)])
        self.assertEqual(found.partner_id, self.supplier)
        self.assertEqual(article._select_seller().partner_id, self.supplier)
        with self.assertRaises(AccessError):
            article.seller_ids.search([("price", ">", 0)])

    def test_003_35_with_the_right_it_is_read(self):
        self._order((self.drill, 2)).change_status("delivery")
        for model, names in CLOSED.items():
            self._records(model, self.knowing).read(list(names))
        self.assertEqual(self.drill.with_user(self.knowing).standard_price, 60)
        with self.assertRaises(AccessError):
            self._order((self.drill, 1)).with_user(self.knowing).read(["margin"])

    def test_003_35_who_has_the_right(self):
        """Who buys, leads the warehouse, accounts for it or sees the gross profit; not who sells, delivers or bills."""
        for groups, expected in (
            ("kontor_sales.group_margin", True),
            ("sales_team.group_sale_manager", True),
            ("stock.group_stock_manager", True),
            ("account.group_account_user", True),
            ("sales_team.group_sale_salesman_all_leads", False),
            ("stock.group_stock_user", False),
            ("account.group_account_invoice", False),
            ("product.group_product_manager", False),
        ):
            user = new_test_user(self.env, f"kontor_{groups.partition('.')[2]}", groups=groups)
            self.assertEqual(user.has_group(ARTICLE_COST), expected, groups)

    def test_003_35_the_article_form_hides_the_cost(self):
        for view in ("product.product_template_only_form_view", "product.product_normal_form_view"):
            model = self.env.ref(view).model
            for user, shown in ((self.clerk, False), (self.knowing, True)):
                arch = self.env[model].with_user(user).get_view(self.env.ref(view).id, "form")["arch"]
                for text in ('name="standard_price"', 'for="standard_price"', 'name="standard_price_uom"'):
                    self.assertEqual(text in arch, shown, f"{view} {user.login} {text}")

    def test_003_35_articles_are_entered_and_copied_without_the_right(self):
        keeper = new_test_user(
            self.env, "kontor_article_keeper", groups="product.group_product_manager,sales_team.group_sale_salesman"
        )
        with Form(self.env["product.template"].with_user(keeper)) as form:
            form.name = "Neuer Artikel"
        self.assertEqual(form.record.sudo().standard_price, 0)
        template = self.env["product.template"].with_user(keeper).browse(self.drill.product_tmpl_id.id)
        copied = template.copy()
        self.assertEqual(copied.product_variant_id.sudo().standard_price, 0, "a copy is no way to pass a cost on")
        for record in (copied, copied.product_variant_id):
            with self.assertRaises(AccessError):
                record.standard_price = 5

    def test_003_35_goods_are_moved_whatever_they_cost(self):
        """Deliveries, part deliveries with a backorder, returns and lots, valued at average and FIFO."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                category = self.env["product.category"].create({"name": method, "property_cost_method": method})
                article = self._product(
                    method, type="consu", is_storable=True, list_price=50, categ_id=category.id, standard_price=20
                )
                self._stock(article, 10)
                order = self._order((article, 5))
                order.change_status("order")
                line = order.order_line
                order.change_status("delivery", quantities=[{"line_id": line.id, "quantity": 2}])
                rest = order.picking_ids.filtered(lambda picking: picking.state != "done").with_user(self.picker)
                self.assertEqual(rest.move_ids.product_uom_qty, 3)
                rest.move_ids.quantity = 3
                rest.move_ids.picked = True
                rest.with_context(skip_sms=True).button_validate()
                self.assertEqual(rest.state, "done")
                self.assertEqual(rest.move_ids.sudo().value, 60)
                self._return(rest, 1)
                self.assertEqual(line.qty_delivered, 4)
                copied = rest.copy()
                self.assertEqual(copied.move_ids.sudo().value, 0)
                order.change_status("invoice")
                self.assertStatus(order, "invoice")

    def test_003_35_goods_valued_in_real_time_are_invoiced(self):
        """What the goods cost is booked with the invoice, whoever posts it."""
        accounts = self.env["account.account"]
        expense = accounts.search([("account_type", "=", "expense")], limit=1)
        stock = accounts.create(
            {
                "name": "Waren",
                "code": "989898",
                "account_type": "asset_current",
                "account_stock_variation_id": expense.id,
            }
        )
        category = self.env["product.category"].create(
            {
                "name": "Echtzeit",
                "property_cost_method": "average",
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": stock.id,
            }
        )
        article = self._product(
            "Echtzeit",
            type="consu", is_storable=True, invoice_policy="order", list_price=50, categ_id=category.id, standard_price=20,
        )  # fmt: skip
        self._stock(article, 10)
        order = self._order((article, 2))
        order.change_status("invoice")
        cogs = order.invoice_ids.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(sum(cogs.mapped("debit")), 40)

    def test_003_35_a_bill_proposes_no_cost(self):
        """Who enters bills doesn't learn the cost from a line that proposes it; who may know it, still does."""
        bill = (
            self.env["account.move"]
            .with_user(self.clerk)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.supplier.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [Command.create({"product_id": self.drill.id, "quantity": 1})],
                }
            )
        )
        self.assertEqual(bill.invoice_line_ids.price_unit, 0)
        self.assertEqual(bill._get_product_price_and_data(self.drill.with_user(self.clerk))["price"], 0)
        accountant = new_test_user(
            self.env, "kontor_cost_accountant", groups="account.group_account_user,account.group_account_invoice"
        )
        line = bill.with_user(accountant).copy().invoice_line_ids
        line.product_id = self.screw
        line.product_id = self.drill
        self.assertEqual(line.price_unit, 60)

    def test_003_35_prices_that_follow_from_the_cost_are_computed(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Kosten plus",
                "item_ids": [
                    Command.create(
                        {"applied_on": "3_global", "compute_price": "formula", "base": "standard_price", "price_markup": 50}
                    )
                ],
            }
        )
        order = self._order((self.drill, 1), pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.price_unit, 90)

    def test_costs_are_open_for_one_step_only(self):
        article = self.drill.with_user(self.clerk)
        self.assertFalse(are_costs_open(article.env))
        with costs_open(article.env):
            self.assertEqual(article.standard_price, 60)
        with self.assertRaises(AccessError):
            article.mapped("standard_price")
        with self.assertRaises(ZeroDivisionError), costs_open(article.env):
            raise ZeroDivisionError
        self.assertFalse(are_costs_open(article.env))
