import re
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestDayOfSupply(InvoicingCase):
    """§ 14 Abs. 4 Nr. 6 UStG: the day or period of the supply that this invoice bills, and of no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Berlin"
        cls.customer.lang = "en_US"

    def _deliver_on(self, order, moment, quantity):
        """Deliver some of an order at a moment (UTC)."""
        before = order.picking_ids
        self._deliver(order, quantity)
        done = (order.picking_ids | before).filtered(lambda picking: picking.state == "done")
        latest = done.sorted("id")[-1]
        latest.sudo().date_done = moment  # as if it had been done then: nobody dates a delivery back
        return latest

    def _supply(self, move):
        return move._get_supply_kind(), *move._get_supply_period()

    def _part_invoice(self, order, picking):
        ids = order.create_invoice_of_type("partial", picking_ids=picking.ids, post=True)
        return self.env["account.move"].browse(ids)

    def test_001_11_each_part_invoice_says_the_day_of_its_own_delivery(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        first = self._deliver_on(order, "2026-10-14 22:30:00", 4)  # half past midnight on the 15th at home
        one = self._part_invoice(order, first)
        second = self._deliver_on(order, "2026-11-09 22:59:59", 3)  # the last second of the 9th at home
        two = self._part_invoice(order, second)
        self._deliver_on(order, "2026-11-25 23:00:00", 3)  # the first second of the 26th
        final = self.env["account.move"].browse(order.create_invoice_of_type("final", post=True))
        for move, day in ((one, date(2026, 10, 15)), (two, date(2026, 11, 9)), (final, date(2026, 11, 26))):
            self.assertEqual(self._supply(move), ("delivered", day, day))
            self.assertEqual(move.delivery_date, day)
        self.assertEqual(two.with_context(lang="de_DE")._get_supply_row()[1], "09.11.2026")

    def test_001_11_an_invoice_over_quantities_takes_the_earliest_deliveries(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._deliver_on(order, "2026-10-15 10:00:00", 4)
        self._deliver_on(order, "2026-11-09 10:00:00", 3)
        line = order.order_line
        draft = self.env["account.move"].browse(
            order.create_invoice_of_type("partial", lines=[{"line_id": line.id, "quantity": 6}])
        )
        self.assertEqual(self._supply(draft), ("delivered", date(2026, 10, 15), date(2026, 11, 9)))
        draft.action_post()
        rest = self.env["account.move"].browse(
            order.create_invoice_of_type("partial", lines=[{"line_id": line.id, "quantity": 2}], post=True)
        )
        self.assertEqual(self._supply(rest), ("delivered", date(2026, 11, 9), date(2026, 11, 9)))
        self.assertTrue(rest._is_supply_open(), "one of the two isn't delivered")
        self._deliver_on(order, "2026-12-01 10:00:00", 3)
        self.assertEqual(rest.delivery_date, date(2026, 11, 9), "posted: what is delivered later changes nothing")

    def test_004_19_a_down_payment_says_when_it_is_expected_and_never_changes(self):
        order = self._order((self.plank, 10), commitment_date="2026-12-03 23:00:00")
        order.change_status("order")
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30, post=True))
        self.assertEqual(self._supply(move), ("expected", date(2026, 12, 4), date(2026, 12, 4)))
        self.assertFalse(move.delivery_date, "nothing is delivered")
        html = self._html(move)
        self.assertIn("Expected Delivery", html)
        order.commitment_date = "2026-12-20 12:00:00"
        self._deliver_on(order, "2026-11-17 10:00:00", 10)
        move.invalidate_recordset()
        self.assertFalse(move.delivery_date)
        self.assertEqual(self._html(move), html, "printed again, it says what it said")
        with self.assertRaisesRegex(UserError, "posted"):
            move.with_user(self.clerk).write({"delivery_date": "2020-01-01"})
        with self.assertRaisesRegex(UserError, "posted"):
            move.with_user(self.clerk).write({"service_date_start": "2020-01-01"})
        final = self.env["account.move"].browse(order.create_invoice_of_type("final", post=True))
        self.assertEqual(self._supply(final), ("delivered", date(2026, 11, 17), date(2026, 11, 17)))

    def test_004_19_a_down_payment_without_a_promised_day_names_none(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30))
        self.assertEqual(self._supply(move), ("expected", False, False))
        self.assertIn("still to come", move._get_supply_row()[1])

    def test_004_19_a_down_payment_after_the_delivery_says_its_day(self):
        """It is no advance any more: "still to come" would be wrong."""
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._deliver_on(order, "2026-11-16 10:00:00", 4)
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30))
        self.assertEqual(self._supply(move), ("expected", False, False))
        self._deliver_on(order, "2026-11-17 10:00:00", 6)
        self.assertEqual(self._supply(move), ("delivered", date(2026, 11, 16), date(2026, 11, 17)))
        move.action_post()
        self.assertEqual(move.delivery_date, date(2026, 11, 17))

    def test_004_19_a_down_payment_on_services_says_when_they_are_expected(self):
        order = self._order((self.setup, 1), service_date_start="2099-01-01", service_date_end="2099-01-31")
        order.change_status("order")
        move = self.env["account.move"].browse(order.create_invoice_of_type("down_payment", percentage=30, post=True))
        self.assertEqual(self._supply(move), ("expected", date(2099, 1, 1), date(2099, 1, 31)))
        self.assertEqual((move.delivery_date, move._get_supply_row()[0]), (False, "Expected Service"))

    def test_002_7_a_collective_invoice_says_the_period_and_the_day_of_each_delivery(self):
        customer = self.env["res.partner"].create({"name": "Sammel GmbH", "is_company": True, "invoicing_rule": "weekly"})
        orders = self.env["sale.order"]
        for day in (15, 16, 19):
            order = self._order((self.plank, 2), partner_id=customer.id)
            order.change_status("order")
            self._deliver_on(order, f"2026-10-{day} 10:00:00", 2)
            orders |= order
        move = orders._create_collective_invoice(orders.picking_ids, date(2026, 10, 31))
        move.sudo().action_post()
        self.assertEqual(self._supply(move), ("delivered", date(2026, 10, 15), date(2026, 10, 19)))
        lines = move.invoice_line_ids.filtered(lambda line: line.display_type == "product").sorted("sequence")
        self.assertEqual([line._get_supply_period()[0].day for line in lines], [15, 16, 19])
        headings = move.invoice_line_ids.filtered(lambda line: line.display_type == "line_section").mapped("name")
        self.assertIn("16.10.2026", sorted(headings)[1])

    def test_001_5_what_is_credited_keeps_the_day_of_its_invoice(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        picking = self._deliver_on(order, "2026-10-15 10:00:00", 10)
        line = order.order_line
        self._invoices(order, "partial", lines=[{"line_id": line.id, "quantity": 6}])
        self._return(picking, 5)
        note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        note.action_post()
        self.assertEqual(self._supply(note), ("delivered", date(2026, 10, 15), date(2026, 10, 15)))

    def test_001_5_what_came_back_is_credited_of_the_invoice_over_its_delivery(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        invoices, pickings = [], []
        for day in (15, 20, 25):
            pickings.append(self._deliver_on(order, f"2026-10-{day} 10:00:00", 3))
            invoices.append(self._part_invoice(order, pickings[-1]))
        self._return(pickings[1], 2)
        note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        self.assertEqual(note.reversed_entry_id, invoices[1], "not the latest one")
        self.assertEqual(self._supply(note), ("delivered", date(2026, 10, 20), date(2026, 10, 20)))

    def test_001_11_a_service_has_the_period_that_is_entered_and_none_is_invented(self):
        move = self._service_invoice()
        self.assertEqual(self._supply(move), ("none", False, False))
        self.assertIn("kontor_supply", move._get_alerts())
        move.write({"service_date_start": "2026-09-01", "service_date_end": "2026-09-30"})
        self.assertNotIn("kontor_supply", move._get_alerts())
        move.action_post()
        self.assertEqual(self._supply(move), ("period", date(2026, 9, 1), date(2026, 9, 30)))
        unknown = self._service_invoice()
        unknown.action_post()
        self.assertEqual((self._supply(unknown), unknown.delivery_date), (("none", False, False), False))
        self.assertFalse(unknown._get_supply_row())
        chosen = self._service_invoice(supply_is_invoice_date=True, invoice_date="2026-10-05")
        chosen.action_post()
        self.assertEqual(self._supply(chosen), ("period", date(2026, 10, 5), date(2026, 10, 5)))
        self.assertEqual(chosen._get_supply_row()[1], "is the invoice date")
        by_interface = self._service_invoice(delivery_date="2026-10-01")
        by_interface.action_post()
        self.assertEqual(self._supply(by_interface), ("period", date(2026, 10, 1), date(2026, 10, 1)))

    def test_001_11_the_order_and_the_company_say_it_beforehand(self):
        order = self._order((self.setup, 1), service_date_start="2026-09-01", service_date_end="2026-09-30")
        order.change_status("order")
        dialog = self.env["sale.order.invoice"].browse(order.action_open_invoice_dialog()["res_id"])
        self.assertTrue(dialog.asks_for_period)
        self.assertFalse(dialog.lacks_supply)
        order.write({"service_date_start": False, "service_date_end": False})
        dialog.invalidate_recordset()
        self.assertTrue(dialog.lacks_supply)
        dialog.write({"service_date_start": "2026-09-02", "service_date_end": "2026-09-03"})
        (move,) = self._invoices(order, "final")
        self.assertEqual(self._supply(move), ("period", date(2026, 9, 2), date(2026, 9, 3)))
        self.company.supply_is_invoice_date = True
        chosen = self._service_invoice(invoice_date="2026-10-05")
        self.assertEqual(self._supply(chosen), ("period", date(2026, 10, 5), date(2026, 10, 5)))

    def test_002_7_goods_on_consignment_are_not_supplied_with_their_delivery(self):
        order = self._order((self.plank, 10), is_consignment=True)
        order.change_status("order")
        self._deliver_on(order, "2026-10-15 10:00:00", 10)
        line = order.order_line
        draft = self._invoices(order, "partial", post=False, lines=[{"line_id": line.id, "quantity": 4}])
        self.assertEqual(self._supply(draft), ("none", False, False))
        draft.write({"service_date_start": "2026-11-01", "service_date_end": "2026-11-30"})
        self.assertEqual(self._supply(draft), ("period", date(2026, 11, 1), date(2026, 11, 30)))

    def test_001_11_goods_and_a_service_on_one_invoice(self):
        order = self._order((self.plank, 2), (self.setup, 1))
        order.change_status("order")
        self._deliver_on(order, "2026-10-15 10:00:00", 2)
        order.write({"service_date_start": "2026-10-20", "service_date_end": "2026-10-21"})
        (move,) = self._invoices(order, "final")
        self.assertEqual(self._supply(move), ("period", date(2026, 10, 15), date(2026, 10, 21)))
        goods = move.invoice_line_ids.filtered(lambda line: line.product_id == self.plank)
        self.assertEqual(goods._get_supply_note(), "Date of Supply: 10/15/2026")

    def test_001_11_what_names_no_day_is_named_before_it_is_posted(self):
        """In core's dialog for many, before; in the history of each invoice, whoever posts it; in the order's dialog."""
        self._without_hash_chain()
        unknown, known = self._service_invoice(), self._service_invoice(service_date_start="2026-09-01")
        action = (unknown | known).action_validate_moves_with_confirmation()
        self.assertEqual((unknown.state, known.state), ("draft", "posted"))
        dialog = self.env["validate.account.move"].browse(action["res_id"])
        self.assertEqual(dialog.move_ids, unknown)
        self.assertIn(f"{self.customer.display_name}, ", dialog.supply_warning)
        dialog.validate_move()
        self.assertIn("without a day of supply", unknown.message_ids[0].body)
        self.assertNotIn("without a day of supply", " ".join(known.message_ids.mapped("body")))
        recurring = self._service_invoice(auto_post="at_date", invoice_date=self.today, date=self.today)
        recurring._post()  # as the job does
        self.assertIn("without a day of supply", " ".join(recurring.message_ids.mapped("body")))
        order = self._order((self.setup, 1))
        order.change_status("order")
        self.assertIn("no day of supply", " ".join(order._status_consequences("invoice")))
        order.service_date_start = "2026-09-01"
        self.assertNotIn("no day of supply", " ".join(order._status_consequences("invoice")))

    def test_002_7_a_batch_names_the_invoices_without_a_day(self):
        customer = self.env["res.partner"].create({"name": "Stapel GmbH", "is_company": True, "invoicing_rule": "order"})
        order = self._order((self.setup, 1), partner_id=customer.id)
        order.change_status("order")
        batch = self.env["kontor.collective.invoicing"]._start(self.company, order)
        batch._process()
        self.assertIn("names no day of supply", batch.item_ids.message)
        self.assertEqual(batch.item_ids.state, "done")

    def _service_invoice(self, **values):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "Beratung September", "price_unit": 100})],
                **values,
            }
        )

    def _html(self, move):
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("account.account_invoices", move.ids)[0].decode()
        return re.sub(r"data:image/[^\"']*", "", html)  # reportlab draws a QR code of the same text differently each time
