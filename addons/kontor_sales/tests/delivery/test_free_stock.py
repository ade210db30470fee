from odoo import Command
from odoo.tests import tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestFreeStock(OrderCase):
    """002-15: what is free of an article is what core says, by one query whatever the number of articles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Regal 7", "location_id": cls.warehouse.lot_stock_id.id, "usage": "internal"}
        )
        cls.other = cls.env["stock.warehouse"].create({"name": "Nebenlager", "code": "NL"})
        cls.saw = cls._product("Säge", type="consu", is_storable=True)
        cls.env["stock.quant"]._update_available_quantity(cls.saw, cls.shelf, 8)
        cls.env["stock.quant"]._update_available_quantity(cls.saw, cls.other.lot_stock_id, 3)
        cls._order_of(cls.saw, 5)

    @classmethod
    def _order_of(cls, product, quantity):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": quantity})],
            }
        )
        order.action_confirm()

    def test_002_15_reserved_is_not_free_and_each_warehouse_has_its_own(self):
        articles = self.saw | self.drill | self.setup
        for warehouse, saws in ((self.warehouse, 3), (self.other, 3)):
            free = self.env["sale.order.line"]._free_stock(warehouse, articles)
            self.assertEqual(free[self.saw], saws)
            self.env.invalidate_all()
            for product in articles.with_context(warehouse_id=warehouse.id):
                self.assertEqual(free[product], product.free_qty, product.name)

    def test_002_15_the_number_of_queries_does_not_grow(self):
        few = self.drill | self.screw
        many = self.env["product.product"].create(
            [{"name": f"Artikel {number}", "type": "consu", "is_storable": True} for number in range(30)]
        )
        for products in (few, many):
            for product in products:
                self._stock(product, 2)
            products.mapped("uom_id.rounding")
            self.warehouse.view_location_id.mapped("parent_path")
            self.env.flush_all()
            self.env["sale.order.line"]._free_stock(self.warehouse, products)
            before = self.cr.sql_log_count
            self.env["sale.order.line"]._free_stock(self.warehouse, products)
            spent = self.cr.sql_log_count - before
            self.assertLessEqual(spent, 2, f"{len(products)} articles")
