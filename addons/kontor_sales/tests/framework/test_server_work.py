import threading

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...tools.server_work import QUOTATION, RELEASE, STATE, allows, allows_creation, outermost, outside, server_work
from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestServerWork(InvoicingCase):
    """What the server's own work may do is bound to the cursor and the records, and no rollback forgets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = (
            cls.env["sale.order"].create(
                {"partner_id": cls.customer.id, "order_line": [Command.create({"product_id": cls.plank.id})]}
            )
            for _number in range(2)
        )

    def test_work_on_one_record_opens_nothing_on_another(self):
        both = self.first | self.second
        with server_work(self.first, STATE):
            self.assertTrue(allows(self.first, STATE))
            self.assertFalse(allows(self.second, STATE))
            self.assertFalse(allows(both, STATE))
            self.assertEqual(outside(both, STATE), self.second)
            self.assertFalse(allows(self.first, QUOTATION))
            self.assertFalse(allows(self.first.browse(), STATE), "no record is no permission")
            self.assertFalse(allows(self.first.order_line, STATE))
        self.assertFalse(allows(self.first, STATE))

    def test_a_rolled_back_savepoint_leaves_the_work_as_it_is(self):
        with server_work(self.first, STATE):
            with self.assertRaises(KeyError), self.env.cr.savepoint():
                self.env["no.such.model"].browse()
            self.env.cr.clear()
            self.assertTrue(allows(self.first, STATE))

    def test_nested_work_ends_by_itself_also_on_errors(self):
        with server_work(self.first, STATE):
            with self.assertRaises(KeyError), server_work(self.second, STATE):
                self.assertTrue(allows(self.first | self.second, STATE))
                with server_work(self.second, STATE):
                    pass
                self.assertTrue(allows(self.second, STATE))
                self.env["no.such.model"].browse()
            self.assertTrue(allows(self.first, STATE))
            self.assertFalse(allows(self.second, STATE))

    def test_what_the_work_creates_is_covered_only_by_name(self):
        with server_work(self.first.order_line, STATE) as work:
            line = self.first.order_line.create({"order_id": self.first.id, "product_id": self.book.id})
            self.assertFalse(allows(line, STATE))
            self.assertEqual(work.cover(line), line)
            self.assertTrue(allows(line, STATE))
            with self.assertRaises(ValueError):
                work.cover(self.first)
        releases = self.env["kontor.release"]
        self.assertFalse(allows_creation(releases, RELEASE))
        with server_work(releases, RELEASE, creates=True) as work:
            self.assertTrue(allows_creation(releases, RELEASE))
            self.assertFalse(allows_creation(self.first, RELEASE))
            self.assertEqual(outermost(releases, RELEASE), work)

    def test_other_threads_and_other_cursors_see_nothing(self):
        seen = []
        with server_work(self.first, STATE):
            thread = threading.Thread(target=lambda: seen.append(allows(self.first, STATE)))
            thread.start()
            thread.join()
            with self.registry.cursor() as cr:
                seen.append(allows(self.first.with_env(self.env(cr=cr)), STATE))
        self.assertEqual(seen, [False, False])

    # -- what broke while the work was noted in the cursor's cache ------------------------------------------------------

    def test_a_quantity_is_raised_though_the_reordering_rule_finds_no_supplier(self):
        """Core tries the automatic rule inside a savepoint of its own, and rolls that back when nobody supplies."""
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.plank.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": 2000,
                "product_max_qty": 2000,
                "trigger": "auto",
            }
        )
        order = self._in_status("order", (self.plank, 1))
        order.order_line.write({"product_uom_qty": 5000})
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_uom_qty")), 5000)
        order.write({"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 6000})]})
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_uom_qty")), 6000)
        order.change_status("delivery", quantities=[{"line_id": order.order_line.id, "quantity": 3}])
        self.assertStatus(order, "delivery")

    def test_an_issued_quotation_of_another_customer_stays_closed_inside_any_work(self):
        issued = self._order((self.plank, 1))
        issued.action_issue_quotation()
        for work in (self.first._state_work, self.first._quotation_work):
            with work():
                for change in (
                    lambda: issued.write({"client_order_ref": "neu"}),
                    lambda: issued.order_line.write({"price_unit": 1}),
                    lambda: issued.write({"version": 7}),
                    lambda: issued.with_user(self.clerk).write({"state": "sale"}),
                ):
                    with self.assertRaises(UserError):
                        change()

    def test_a_lock_of_another_document_stays_closed_inside_any_work(self):
        locks = self.env["kontor.document.lock"].search([("company_id", "=", self.company.id)])
        locks.is_active = True
        order = self._in_status("order", (self.plank, 2))
        self._deliver(order, 1)
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        invoice = self._invoices(order, "partial", picking_ids=picking.ids)
        other = self._order((self.plank, 1))
        with other._state_work(), self.env["stock.picking"]._delivery_work(), self.env["account.move"]._invoice_work():
            for record, vals in (
                (order, {"client_order_ref": "neu"}),
                (order.order_line, {"product_uom_qty": 9}),
                (picking, {"origin": "neu"}),
                (picking.move_ids, {"product_uom_qty": 9}),
                (invoice, {"ref": "neu"}),
            ):
                with self.assertRaisesRegex(UserError, "document lock"):
                    record.with_user(self.env.ref("base.user_admin")).write(vals)
