from odoo import Command, fields
from odoo.addons.kontor_sales.tests.common import OrderCase
from odoo.tests import new_test_user


class PurchaseCase(OrderCase):
    """A German company with two suppliers, what they sell, and the people of the purchase department."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Werkzeug Nord GmbH", "is_company": True})
        cls.other_supplier = cls.env["res.partner"].create({"name": "Eisen Süd KG", "is_company": True})
        cls.hammer = cls._product("Hammer", type="consu", is_storable=True, purchase_method="receive", standard_price=20)
        cls.nail = cls._product("Nägel", type="consu", is_storable=True, purchase_method="purchase", standard_price=2)
        cls.freight = cls._product("Fracht", type="service", purchase_method="purchase", standard_price=30)
        cls.env["product.supplierinfo"].create(
            [
                {"partner_id": cls.supplier.id, "product_tmpl_id": cls.hammer.product_tmpl_id.id, "price": 20, "delay": 5},
                {"partner_id": cls.supplier.id, "product_tmpl_id": cls.nail.product_tmpl_id.id, "price": 2, "delay": 5},
                {"partner_id": cls.other_supplier.id, "product_tmpl_id": cls.hammer.product_tmpl_id.id, "price": 18},
            ]
        )
        cls.buyer = new_test_user(cls.env, "kontor_buyer", groups="purchase.group_purchase_user,stock.group_stock_user")
        cls.purchase_manager = new_test_user(
            cls.env, "kontor_purchase_manager", groups="purchase.group_purchase_manager,stock.group_stock_user"
        )
        cls.bookkeeper = new_test_user(cls.env, "kontor_bookkeeper", groups="account.group_account_invoice")

    def _purchase(self, *positions, user=None, **values):
        """Make a request to a supplier; positions are ``(product, quantity)`` or ``(product, quantity, price)``."""
        lines = []
        for product, quantity, *price in positions or [(self.hammer, 5)]:
            line = {"product_id": product.id, "product_qty": quantity}
            if price:
                line["price_unit"] = price[0]
            lines.append(Command.create(line))
        return (
            self.env["purchase.order"]
            .with_user(user or self.buyer)
            .create({"partner_id": self.supplier.id, "order_line": lines, **values})
        )

    def _receive(self, order, **quantities):
        """Receive goods of a supplier order by the warehouse's own document.

        :param quantities: ``{product attribute of this case: quantity}``; default: everything
        """
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))[:1]
        picking = picking.with_user(self.clerk)
        wanted = {getattr(self, name): quantity for name, quantity in quantities.items()}
        for move in picking.move_ids:
            quantity = wanted.get(move.product_id, 0) if wanted else move.product_uom_qty
            move.quantity = quantity
            move.picked = bool(quantity)
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _bill(self, order, post=True, **values):
        """Make the supplier's bill for what can be billed; post it unless told otherwise."""
        order.sudo().action_create_invoice()
        bill = order.sudo().invoice_ids.filtered(lambda move: move.state == "draft").sorted("id")[-1:].sudo(False)
        bill = bill.with_user(self.bookkeeper)
        bill.write({"invoice_date": fields.Date.today(), "ref": f"ER-{bill.id}", **values})
        if post:
            bill.action_post()
        return bill

    def assertPurchaseStatus(self, order, status):
        """Check the stored status, as another transaction would see it."""
        order.env.flush_all()
        self.env.cr.execute("SELECT lifecycle_status FROM purchase_order WHERE id = %s", [order.id])
        self.assertEqual(self.env.cr.fetchone()[0], status)
        self.assertEqual(order.lifecycle_status, status)

    def _in_purchase_status(self, status):
        """Make a supplier order of five hammers and bring it to a status by its documents."""
        order = self._purchase((self.hammer, 5))
        if status == "request":
            return order
        if status == "cancel":
            order.button_cancel()
            return order
        order.button_confirm()
        if status == "order":
            return order
        if status == "receipt":
            self._receive(order, hammer=2)
            return order
        self._receive(order)
        bill = self._bill(order)
        if status == "done":
            self._pay(bill)
        return order
