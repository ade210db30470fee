from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install")
class TestSupplierHeader(PurchaseCase):
    """The supplier at a glance: terms, contact, open orders, reliability, purchases of twelve months."""

    def _header(self, partner=None):
        self.env.flush_all()
        return (partner or self.supplier).with_user(self.buyer).get_supplier_header()

    def test_figures_follow_from_the_documents(self):
        before = self._header()
        self.assertEqual((before["open_orders"]["count"], before["reliability"]["percent"]), (0, False))
        self._in_purchase_status("request")
        late = self._in_purchase_status("order")
        self._in_purchase_status("done")
        late.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        header = self._header()
        self.assertEqual(header["requests"], {"count": 1, "amount": 119})
        self.assertEqual(header["open_orders"], {"count": 1, "amount": 119})
        self.assertEqual(header["overdue"]["count"], 1)
        self.assertEqual(header["reliability"], {"percent": 100, "on_time": 1, "receipts": 1})
        late.change_status("receipt")
        self.assertEqual(self._header()["reliability"], {"percent": 50, "on_time": 1, "receipts": 2})
        self.assertEqual(len(header["chart"]["months"]), 12)
        self.assertEqual(header["chart"]["months"][-1]["amount"], 100)
        self.assertEqual(header["chart"]["total"], 100)

    def test_terms_and_contact(self):
        contact = self.env["res.partner"].create(
            {"name": "Frau Nord", "parent_id": self.supplier.id, "function": "Verkauf", "phone": "040 1"}
        )
        self.assertFalse(self._header()["contact"], "never simply the first one (003-9)")
        self.supplier.default_contact_id = contact
        self.supplier.write({"purchase_incoterm_id": self.env.ref("account.incoterm_DDP").id, "supplier_block": "order"})
        for partner in (self.supplier, contact):
            header = self._header(partner)
            self.assertEqual(header["supplier"]["id"], self.supplier.id)
            self.assertEqual(header["contact"]["name"], "Frau Nord")
            self.assertEqual(header["terms"]["incoterm"], "DDP")
            self.assertEqual(header["block"]["code"], "order")

    def test_who_may_not_read_orders_and_unusable_calls(self):
        with self.assertRaisesRegex(UserError, "right to read supplier orders"):
            self.supplier.with_user(self.seller).get_supplier_header()
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(self.buyer).get_supplier_header()
        with self.assertRaises(UserError):
            self.supplier.with_user(self.buyer).action_open_supplier_orders("all")
        self.assertEqual(
            self.supplier.with_user(self.buyer).action_open_supplier_orders("overdue")["res_model"], "purchase.order"
        )
