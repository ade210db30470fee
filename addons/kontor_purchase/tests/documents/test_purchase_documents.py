from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common import PurchaseCase


@tagged("post_install", "-at_install", "kontor_once")
class TestReceiptReminders(PurchaseCase):
    """Overdue receipts and their reminder letters (000-8)."""

    def _overdue(self, days=3, **values):
        order = self._purchase((self.hammer, 5), (self.nail, 100), **values)
        order.change_status("order")
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        return order

    def test_one_letter_for_each_supplier(self):
        orders = self._overdue() | self._overdue() | self._overdue(partner_id=self.other_supplier.id)
        reminders = self.env["kontor.receipt.reminder"].browse(orders.remind_receipts())
        self.assertEqual(len(reminders), 2)
        letter = reminders.filtered(lambda reminder: reminder.partner_id == self.supplier)
        self.assertEqual(letter.order_ids, orders[:2])
        self.assertEqual(letter.line_ids.mapped("quantity"), [5, 100, 5, 100])
        self.assertEqual(set(letter.line_ids.mapped("days_overdue")), {3})

    def test_nothing_is_reminded_twice_within_the_days(self):
        order = self._overdue()
        order.remind_receipts()
        with self.assertRaisesRegex(UserError, "last reminder was on"):
            order.remind_receipts()
        later = fields.Date.add(self.today, days=8)
        with freeze_time(later):
            second = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        self.assertEqual(second.level, 2)

    def test_only_what_is_open_is_reminded(self):
        order = self._overdue()
        self._receive(order, hammer=5, nail=40)
        reminder = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        self.assertEqual(reminder.line_ids.mapped("quantity"), [60])
        with self.assertRaisesRegex(UserError, "no receipt of these orders is overdue"):
            self._in_purchase_status("order").remind_receipts()

    def test_each_letter_is_sent_once(self):
        self.supplier.email = "nord@example.com"
        reminder = self.env["kontor.receipt.reminder"].browse(self._overdue().remind_receipts()).with_user(self.buyer)
        self.assertTrue(reminder.action_send_email())
        mail = self.env["mail.mail"].search([("model", "=", reminder._name), ("res_id", "=", reminder.id)])
        self.assertEqual(len(mail), 1)
        with self.assertRaisesRegex(UserError, "already sent"):
            reminder.action_send_email()

    def test_a_supplier_without_an_address(self):
        reminder = self.env["kontor.receipt.reminder"].browse(self._overdue().remind_receipts())
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            reminder.action_send_email()

    def test_every_night_for_companies_that_want_it(self):
        self.supplier.email = "nord@example.com"
        order = self._overdue()
        self._overdue(partner_id=self.other_supplier.id)  # has no address: is left to the buyer
        cron = self.env.ref("kontor_purchase.cron_receipt_reminder")
        reminders = self.env["kontor.receipt.reminder"]
        before = reminders.search_count([])
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(reminders.search_count([]), before, "switched off by default")
            self.company.reminder_automatic = True
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        made = reminders.search([], order="id desc", limit=1)
        self.assertEqual(reminders.search_count([]), before + 1)
        self.assertEqual(made.order_ids, order)
        self.assertTrue(made.emailed_on)

    def test_only_buyers_remind(self):
        order = self._overdue()
        with self.assertRaises(UserError):
            order.with_user(self.seller).remind_receipts()


@tagged("post_install", "-at_install", "kontor_once")
class TestOrderChanges(PurchaseCase):
    """The supplier is told what changed after the order (Bestelländerung)."""

    def test_what_changed_is_listed_once(self):
        order = self._purchase((self.hammer, 5), (self.nail, 100))
        order.change_status("order")
        self.assertFalse(order.has_untold_changes)
        order.order_line[0].product_qty = 8
        order.write({"order_line": [(0, 0, {"product_id": self.freight.id, "product_qty": 1, "price_unit": 30})]})
        self.assertTrue(order.has_untold_changes)
        change = self.env["purchase.order.change"].browse(order.record_change())
        self.assertEqual([line["change"] for line in change.lines], ["changed", "added"])
        self.assertEqual(change.lines[0]["old"]["quantity"], 5)
        self.assertEqual(change.lines[0]["new"]["quantity"], 8)
        order.invalidate_recordset()
        self.assertFalse(order.has_untold_changes)
        with self.assertRaisesRegex(UserError, "nothing has changed"):
            order.record_change()
        order.order_line[0].price_unit = 19
        self.assertEqual(self.env["purchase.order.change"].browse(order.record_change()).number, 2)

    def test_a_small_change_of_the_price_is_seen(self):
        order = self._purchase((self.nail, 100))
        order.order_line.price_unit = 0.0823
        order.change_status("order")
        order.order_line.price_unit = 0.0799
        change = self.env["purchase.order.change"].browse(order.record_change())
        (line,) = change._report_lines()
        self.assertIn("0.0823", line["old"])
        self.assertIn("0.0799", line["new"])

    def test_a_request_changes_freely(self):
        order = self._purchase()
        order.order_line.product_qty = 8
        self.assertFalse(order.has_untold_changes)
        self.assertFalse(order.told_lines)

    def test_a_change_is_kept(self):
        order = self._in_purchase_status("order")
        order.order_line.product_qty = 8
        change = self.env["purchase.order.change"].browse(order.record_change())
        with self.assertRaisesRegex(UserError, "can't be changed"):
            change.number = 7
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            change.unlink()


@tagged("post_install", "-at_install", "kontor_once")
class TestPurchaseDocuments(HttpCase, PurchaseCase):
    """The documents to suppliers, in the supplier's language."""

    def _html(self, report, records):
        content, _type = self.env["ir.actions.report"]._render_qweb_html(report, records.ids)
        return content.decode()

    def test_every_document_renders_with_its_figures(self):
        self.supplier.lang = "en_US"
        order = self._purchase((self.hammer, 5))
        for report in ("purchase.report_purchase_quotation", "purchase.action_report_purchase_order"):
            html = self._html(report, order)
            self.assertIn(order.name, html)
            self.assertIn("Hammer", html)
        order.change_status("order")
        order.order_line.product_qty = 8
        change = self.env["purchase.order.change"].browse(order.record_change())
        html = self._html("kontor_purchase.action_report_order_change", change)
        self.assertIn("8.00", html)
        self.assertIn(order.name, html)
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        reminder = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        html = self._html("kontor_purchase.action_report_receipt_reminder", reminder)
        self.assertIn("have not arrived on the promised day", html)
        self.assertIn(order.name, html)

    def test_the_complaint_goes_with_the_return(self):
        self.supplier.lang = "en_US"
        order = self._in_purchase_status("bill")
        picking = order.picking_ids.with_user(self.clerk)
        self.assertFalse(picking.is_supplier_return)
        with self.assertRaisesRegex(UserError, "go back to a supplier"):
            picking.action_print_complaint()
        back = self._return(picking, 2)
        self.assertTrue(back.is_supplier_return)
        back.write({"complaint_reason": "Stiel gebrochen", "complaint_remedy": "replacement"})
        html = self._html("kontor_purchase.action_report_complaint", back)
        for text in ("Stiel gebrochen", "replacement", order.name):
            self.assertIn(text, html)

    def test_a_reminder_as_pdf(self):
        order = self._in_purchase_status("order")
        order.order_line.date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=3)
        reminder = self.env["kontor.receipt.reminder"].browse(order.remind_receipts())
        reports = self.env["ir.actions.report"].with_user(self.buyer).with_context(force_report_rendering=True)
        content, _type = reports._render_qweb_pdf("kontor_purchase.action_report_receipt_reminder", reminder.ids)
        self.assertEqual(content[:5], b"%PDF-")
        self.assertTrue(reminder.printed_on)
