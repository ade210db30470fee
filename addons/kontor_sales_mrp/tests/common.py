from odoo import Command
from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.tests import new_test_user


class ManufacturingCase(OrderCase):
    """A workbench: 1 cabinet and 4 legs; the cabinet: 2 drawers and 8 screws."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bench, cls.cabinet, cls.leg, cls.drawer = (
            cls._product(name, type="consu", is_storable=True, invoice_policy="order", list_price=price)
            for name, price in (("Werkbank", 500), ("Unterschrank", 200), ("Tischbein", 20), ("Schublade", 30))
        )
        cls.bench_bom = cls._bom(cls.bench, (cls.cabinet, 1), (cls.leg, 4))
        cls._bom(cls.cabinet, (cls.drawer, 2), (cls.screw, 8))
        groups = "sales_team.group_sale_salesman_all_leads,stock.group_stock_user,account.group_account_invoice"
        cls.planner = new_test_user(cls.env, "kontor_planner", groups=f"{groups},mrp.group_mrp_user")

    @classmethod
    def _bom(cls, product, *components, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components
                ],
                **values,
            }
        )

    def _confirmed(self, *positions):
        order = self._order(*(positions or [(self.bench, 5)]), user=self.planner)
        order.change_status("order")
        return order

    def _productions(self, ids):
        return self.env["mrp.production"].browse(ids)

    def _finish(self, production):
        """Make all of a manufacturing order, whatever is in stock."""
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
