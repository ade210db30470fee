from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestMoneyAddsUp(InvoicingCase):
    """After a Schlussrechnung the posted documents of an order are its volume, whatever happened to the Anzahlungen
    (004-19, 004-21, 004-25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drill.taxes_id = cls.tax_19

    def _ordered(self, *positions, **values):
        order = self._order(*positions or [(self.plank, 10)], **values)
        order.change_status("order")
        return order

    def _core(self, orders, method="delivered", user=None, **values):
        """Use core's dialog as the clerk; return the invoices it made."""
        before = orders.invoice_ids
        self.env["sale.advance.payment.inv"].with_user(user or self.clerk).create(
            {"sale_order_ids": orders.ids, "advance_payment_method": method, **values}
        ).create_invoices()
        orders.invalidate_recordset(["invoice_ids"])
        return orders.invoice_ids - before

    def _credit_note(self, invoice, price=None):
        """Take an invoice back by core's dialog; in part: with another price."""
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        credit_note = self.env["account.move"].search([("reversed_entry_id", "=", invoice.id)], order="id desc", limit=1)
        if price is not None:
            credit_note.invoice_line_ids.filtered(lambda line: line.display_type == "product").price_unit = price
        credit_note.action_post()
        return credit_note

    def assertPosted(self, order, gross, net=None):
        """Check the sum of what is posted of an order."""
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        sign = {"out_invoice": 1, "out_refund": -1}
        total = sum(sign[move.move_type] * move.amount_total for move in posted)
        self.assertAlmostEqual(total, gross, 2)
        if net is not None:
            self.assertAlmostEqual(sum(sign[move.move_type] * move.amount_untaxed for move in posted), net, 2)

    def _finals(self):
        """Return the ways in which a Schlussrechnung is made and posted."""
        return {
            "kontor": lambda order: self._invoices(order, "final"),
            "core": lambda order: self._core(order).action_post(),
            "rpc": lambda order: order._create_invoices(final=True).action_post(),
            "status": lambda order: order.change_status("invoice"),
        }

    # -- 1: a credit note that was taken back ---------------------------------------------------------------------

    def test_a_credit_note_reset_and_cancelled_leaves_the_down_payment(self):
        self._without_hash_chain()
        for way, final in self._finals().items():
            with self.subTest(way):
                order = self._ordered()
                down_payment = self._invoices(order, "down_payment", percentage=50)
                credit_note = self._credit_note(down_payment)
                credit_note.button_draft()
                credit_note.button_cancel()
                self._deliver(order, 10)
                final(order)
                self.assertPosted(order, 1190, 1000)
                self.assertEqual(order.credit_difference_amount, 0)
                self.assertFalse(order.is_left_to_invoice)

    def test_a_down_payment_reset_and_posted_again(self):
        self._without_hash_chain()
        order = self._ordered()
        down_payment = self._invoices(order, "down_payment", percentage=50)
        down_payment.button_draft()
        down_payment.action_post()
        self._deliver(order, 10)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_a_cancelled_down_payment_is_not_deducted(self):
        self._without_hash_chain()
        for way, final in self._finals().items():
            with self.subTest(way):
                order = self._ordered()
                down_payment = self._invoices(order, "down_payment", percentage=50)
                down_payment.button_draft()
                down_payment.button_cancel()
                self._deliver(order, 10)
                final(order)
                self.assertPosted(order, 1190, 1000)

    # -- 2: credited in part --------------------------------------------------------------------------------------

    def test_a_down_payment_credited_in_part(self):
        for way, final in self._finals().items():
            with self.subTest(way):
                order = self._ordered()
                down_payment = self._invoices(order, "down_payment", percentage=50)
                self._credit_note(down_payment, price=300)
                self._deliver(order, 10)
                self.assertAlmostEqual(order.preview_invoice_of_type("final")["amount_deducted"], 238)
                final(order)
                self.assertPosted(order, 1190, 1000)

    def test_a_down_payment_credited_in_full_is_not_deducted(self):
        order = self._ordered()
        self._credit_note(self._invoices(order, "down_payment", percentage=50))
        self._invoices(order, "down_payment", amount=119)
        self._deliver(order, 10)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_two_rates_each_by_itself(self):
        order = self._ordered((self.plank, 10), (self.book, 10))
        down_payment = self._invoices(order, "down_payment", percentage=50)
        credit_note = down_payment._reverse_moves([{"invoice_date": self.today}])
        lines = credit_note.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        lines.filtered(lambda line: line.tax_ids == self.tax_19).price_unit = 123.45
        lines.filtered(lambda line: line.tax_ids == self.tax_7).price_unit = 9.99
        credit_note.action_post()
        self._deliver(order, 10, 10)
        self._core(order).action_post()
        self.assertPosted(order, order.amount_total, order.amount_untaxed)
        by_rate = {}
        for move in order.invoice_ids:
            for rate, (net, tax) in move._get_amounts_by_tax_rate(order).items():
                old = by_rate.get(rate, (0, 0))
                by_rate[rate] = (round(old[0] + net, 2), round(old[1] + tax, 2))
        self.assertEqual(by_rate, {19: (1000, 190), 7: (333.3, 23.33)})

    def test_all_paid_beforehand_in_foreign_currency(self):
        """004-21: the Schlussrechnung of an order paid beforehand is nothing, in the company's currency, too."""
        franc = self.env.ref("base.CHF")
        franc.active = True
        self.env["res.currency.rate"].create({"name": "2020-01-01", "currency_id": franc.id, "rate": 1.2834})
        pricelist = self.env["product.pricelist"].create({"name": "Franken", "currency_id": franc.id})
        positions = [
            (1, 519.03, 2), (2, 211.97, 2), (2, 75.16, 2), (1, 82.84, 2), (4, 1.19, 0), (2, 13.63, 2), (1, 2.86, 2),
            (1, 10, 0),
        ]  # fmt: skip
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding):
                self.company.tax_calculation_rounding_method = rounding
                order = self._order(*((self.setup, quantity) for quantity, _price, _discount in positions))
                order.pricelist_id = pricelist
                for line, (_quantity, price, discount) in zip(order.order_line, positions):
                    line.write({"price_unit": price, "discount": discount, "tax_ids": self.tax_19.ids})
                self.assertEqual(order.currency_id, franc)
                order.change_status("order")
                down_payment = self._invoices(order, "down_payment", percentage=100)
                final = self._invoices(order, "final")
                self.assertEqual((final.amount_total, final.amount_total_signed), (0, 0))
                booked = (down_payment | final).line_ids.filtered(lambda line: line.display_type == "product")
                self.assertAlmostEqual(
                    -sum(booked.mapped("balance")), down_payment.amount_untaxed_signed, 2, "nothing is booked twice"
                )

    def test_in_foreign_currency(self):
        franc = self.env.ref("base.CHF")
        franc.active = True
        self.env["res.currency.rate"].create({"name": "2020-01-01", "currency_id": franc.id, "rate": 1.2345})
        pricelist = self.env["product.pricelist"].create({"name": "Franken", "currency_id": franc.id})
        order = self._ordered((self.plank, 3), pricelist_id=pricelist.id)
        self._credit_note(self._invoices(order, "down_payment", percentage=33.3), price=17.77)
        self._deliver(order, 3)
        self._core(order).action_post()
        self.assertPosted(order, order.amount_total, order.amount_untaxed)

    def test_down_payments_above_the_rest_are_given_back_exactly(self):
        order = self._ordered()
        self._credit_note(self._invoices(order, "down_payment", percentage=50), price=100)
        self._deliver(order, 2)
        self._close(order)
        self.assertAlmostEqual(order.credit_difference_amount, 238)
        with self.assertRaisesRegex(UserError, r"238\.00.*476\.00"):
            self._core(order)
        self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
        self.assertPosted(order, 238, 200)
        self.assertEqual(order.credit_difference_amount, 0)

    # -- 3: the limit ---------------------------------------------------------------------------------------------

    def test_core_s_dialog_keeps_the_limit_of_down_payments(self):
        order = self._ordered()
        first = self._core(order, "percentage", amount=60)
        for state in ("draft", "posted"):
            with self.subTest(state):
                self.assertEqual(first.state, state)
                with self.assertRaisesRegex(UserError, r"714\.00.*on top of 714\.00.*would exceed.*1,190\.00"):
                    self._core(order, "percentage", amount=60)
                with self.assertRaisesRegex(UserError, r"476\.01.*on top of 714\.00"):
                    self._core(order, "fixed", fixed_amount=476.01)
                with self.assertRaisesRegex(UserError, "would exceed"):
                    order.create_invoice_of_type("down_payment", percentage=60)
                self.assertEqual(order.invoice_ids, first)
            if state == "draft":
                first.action_post()
        self._core(order, "fixed", fixed_amount=476).action_post()
        self._deliver(order, 10)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_what_was_credited_may_be_requested_again(self):
        order = self._ordered()
        first = self._core(order, "percentage", amount=60)
        first.action_post()
        self._credit_note(first)
        self._core(order, "percentage", amount=100).action_post()
        self._deliver(order, 10)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_a_draft_that_was_raised_is_not_posted(self):
        order = self._ordered()
        draft = self._core(order, "percentage", amount=60)
        draft.invoice_line_ids.filtered(lambda line: line.display_type == "product").price_unit = 1100
        with self.assertRaisesRegex(UserError, r"1,309\.00.*exceed.*1,190\.00"):
            draft.action_post()

    # -- 4: goods that came back ----------------------------------------------------------------------------------

    def test_credited_returns_leave_nothing_open(self):
        for product in (self.drill, self.plank):
            with self.subTest(product.name):
                order = self._ordered((product, 10))
                order.change_status("invoice")
                self._return(order.picking_ids, 2)
                line = order.order_line
                self.assertEqual((line.qty_open, order.position_delivered_count, order.position_invoiced_count), (0, 1, 1))
                self.env["account.move"].browse(order.action_create_credit_note_difference()).action_post()
                self.assertPosted(order, 952, 800)
                self.assertEqual((line.qty_open, line.qty_to_invoice, line.invoice_status), (0, 0, "invoiced"))
                self.assertEqual(order.invoice_status, "invoiced")
                self.assertEqual((order.position_delivered_count, order.position_invoiced_count), (1, 1))
                self.assertFalse(order.is_left_to_invoice)
                self.assertTrue(order.is_settled)

    def test_4a_core_s_dialog_credits_what_came_back(self):
        for product in (self.drill, self.plank):
            with self.subTest(product.name):
                order = self._ordered((product, 10))
                order.change_status("invoice")
                self._return(order.picking_ids, 2)
                credit_note = self._core(order)
                self.assertEqual((credit_note.move_type, credit_note.amount_total), ("out_refund", 238))
                self.assertEqual(credit_note.credited_invoice_ids, order.invoice_ids - credit_note)
                credit_note.action_post()
                self.assertPosted(order, 952, 800)
                with self.assertRaises(UserError):
                    self._core(order)

    def test_4a_many_orders_at_once(self):
        back, fresh = self._ordered(), self._ordered()
        back.change_status("invoice")
        self._return(back.picking_ids, 2)
        self._deliver(fresh, 10)
        made = self._core(back | fresh)
        self.assertEqual(sorted(made.mapped("move_type")), ["out_invoice", "out_refund"])
        made.action_post()
        self.assertPosted(back, 952)
        self.assertPosted(fresh, 1190)

    # -- drafts ---------------------------------------------------------------------------------------------------

    def test_a_draft_down_payment_is_deducted_only_with_its_posting(self):
        order = self._ordered()
        draft = self._invoices(order, "down_payment", percentage=50, post=False)
        self._deliver(order, 10)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)
        with self.assertRaises(UserError):
            self._core(order)
        self.assertEqual(draft.state, "draft")

    def test_kontor_s_final_invoice_posts_and_deducts_the_draft(self):
        order = self._ordered()
        self._invoices(order, "down_payment", percentage=50, post=False)
        self._deliver(order, 10)
        self._invoices(order, "final")
        self.assertPosted(order, 1190, 1000)

    def test_a_final_invoice_that_no_longer_fits_is_not_posted(self):
        order = self._ordered()
        down_payment = self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 10)
        final = self._core(order)
        self._credit_note(down_payment, price=300)
        with self.assertRaisesRegex(UserError, r"500\.00.*requested, 300\.00.*credited.*500\.00.*deducted.*300\.00.*left"):
            final.action_post()
        final.unlink()
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_an_invoice_of_everything_that_deducts_nothing_is_not_posted(self):
        order = self._ordered()
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 10)
        draft = self._core(order, deduct_down_payments=False)
        with self.assertRaisesRegex(UserError, r"500\.00.*left"):
            draft.action_post()

    def test_a_part_of_a_down_payment_on_a_part_invoice(self):
        order = self._ordered()
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 6)
        part = self._core(order)
        deduction = part.invoice_line_ids.filtered("is_downpayment")
        self.assertEqual((deduction.quantity, deduction.price_unit), (-1, 500))
        deduction.quantity = -0.4
        part.action_post()
        self.assertAlmostEqual(part.amount_total, 476)
        self._deliver(order, 4)
        self._core(order).action_post()
        self.assertPosted(order, 1190, 1000)

    def test_two_final_invoices_of_the_same(self):
        order = self._ordered((self.drill, 10))
        self._invoices(order, "partial", lines=[{"line_id": order.order_line.id, "quantity": 1}])
        final = self._invoices(order, "final", post=False)
        values = {**order._prepare_invoice(), "order_invoice_type": "final"}
        values["invoice_line_ids"] = [Command.create(order.order_line._prepare_invoice_line(quantity=9))]
        twice = self.env["account.move"].create(values)
        final.action_post()
        with self.assertRaisesRegex(UserError, "19.*only.*10"):
            twice.action_post()

    # -- to the cent ----------------------------------------------------------------------------------------------

    def _check_part_invoices_to_the_cent(self):
        """Many part invoices, each rounded by itself: the last one bears what rounding has left."""
        order = self._order((self.drill, 3), (self.book, 7), (self.setup, 3))
        order.order_line[2].tax_ids = self.tax_19
        for line, price, discount in zip(order.order_line, (33.33, 9.99, 11.11), (7.5, 3, 0)):
            line.write({"price_unit": price, "discount": discount})
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=20)
        drill, book, setup = order._invoiceable_positions()
        for _index in range(2):
            quantities = [(drill, 1), (book, 3), (setup, 1)]
            lines = [{"line_id": line.id, "quantity": quantity} for line, quantity in quantities]
            self._invoices(order, "partial", lines=lines)
        order.change_status("delivery")
        self._core(order).action_post()
        self.assertPosted(order, order.amount_total, order.amount_untaxed)
        self.assertFalse(order.is_left_to_invoice)

    def test_the_last_invoice_bears_the_cents_rounding_globally(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self._check_part_invoices_to_the_cent()

    def test_the_last_invoice_bears_the_cents_rounding_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        self._check_part_invoices_to_the_cent()

    def test_three_thirds_bear_the_whole_tax(self):
        order = self._order((self.drill, 3))
        order.order_line.price_unit = 33.33
        order.change_status("order")
        for _index in range(2):
            self._invoices(order, "partial", lines=[{"line_id": order.order_line.id, "quantity": 1}])
        preview = order.preview_invoice_of_type("final")
        final = self._invoices(order, "final")
        self.assertEqual((preview["amount_untaxed"], preview["amount_tax"], preview["amount_total"]), (33.33, 6.34, 39.67))
        self.assertEqual(
            [(move.amount_untaxed, move.amount_tax) for move in order.invoice_ids.sorted("id")],
            [(33.33, 6.33), (33.33, 6.33), (33.33, 6.34)],
        )
        self.assertEqual(order.amount_tax, 19)
        self.assertEqual((final.invoice_line_ids.sale_line_ids, final.amount_total), (order.order_line, 39.67))

    def test_the_last_of_several_drafts_bears_the_cents(self):
        """Drafts that are posted together, or whose first one was posted and reset: as if they had been posted before."""
        self._without_hash_chain()
        order = self._order((self.drill, 3))
        order.order_line.price_unit = 33.33
        order.change_status("order")
        one = [{"line_id": order.order_line.id, "quantity": 1}]
        first = self._invoices(order, "partial", lines=one)
        order.create_invoice_of_type("partial", lines=one)
        first.button_draft()
        self._core(order)
        self.assertEqual(order.invoice_ids.mapped("state"), ["draft"] * 3)
        order.invoice_ids.action_post()
        self.assertEqual(sorted(order.invoice_ids.mapped("amount_tax")), [6.33, 6.33, 6.34])
        self.assertPosted(order, 118.99, 99.99)

    def test_the_credit_of_the_difference_bears_the_cents(self):
        """004-25: what stays invoiced is the order's volume, and the form names the amount that is credited."""
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding):
                self.company.tax_calculation_rounding_method = rounding
                order = self._order((self.book, 2))
                order.order_line.write({"price_unit": 33.33, "tax_ids": self.tax_7.ids})
                self._deliver(order, 2)
                self._invoices(order, "full")
                self.assertPosted(order, 71.33, 66.66)
                self._return(order.picking_ids, 1)
                self.assertEqual(order.credit_difference_amount, 35.67)
                credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
                self.assertEqual((credit_note.amount_untaxed, credit_note.amount_tax), (33.33, 2.34))
                credit_note.action_post()
                self.assertPosted(order, 35.66, 33.33)
                self.assertEqual(order.credit_difference_amount, 0)

    def test_001_7_a_cancelled_order_leaves_no_cent(self):
        """After a part was credited by hand, the credit note of the Storno takes back all that is left: the cent, too."""
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding):
                self.company.tax_calculation_rounding_method = rounding
                order = self._order((self.book, 2))
                order.order_line.write({"price_unit": 33.33, "tax_ids": self.tax_7.ids})
                self._deliver(order, 2)
                invoice = self._invoices(order, "full")
                wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
                wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
                part = invoice.reversal_move_ids
                part.invoice_line_ids.filtered("quantity").quantity = 1
                part.action_post()
                order.change_status("cancel", reason="Irrtum")
                self.assertPosted(order, 0, 0)
                self.assertEqual((invoice.reversal_move_ids - part).amount_tax, 2.34)

    # -- no more is credited than there is ------------------------------------------------------------------------

    def test_no_more_is_credited_than_was_invoiced(self):
        """004-25: two credit notes in part of one invoice take back no more of a position than it has."""
        order = self._ordered()
        self._deliver(order, 10)
        invoice = self._invoices(order, "full")
        drafts = self.env["account.move"]
        for quantity in (6, 5):
            wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
            wizard = wizard.create({"journal_id": invoice.journal_id.id})
            draft = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
            draft.invoice_line_ids.filtered(lambda line: line.display_type == "product").quantity = quantity
            drafts |= draft
        with self.assertRaisesRegex(UserError, "11.* would be credited, but only 10"), self.env.cr.savepoint():
            drafts.action_post()
        drafts[0].action_post()
        with self.assertRaisesRegex(UserError, "5.* would be credited, but only 4"), self.env.cr.savepoint():
            drafts[1].action_post()
        drafts[1].invoice_line_ids.filtered(lambda line: line.display_type == "product").quantity = 4
        drafts[1].action_post()
        self.assertPosted(order, 0, 0)

    def test_a_deducted_down_payment_is_credited_after_its_final_invoice(self):
        """004-21: what the Schlussrechnung deducted is given back by its credit note, and only then credited itself."""
        order = self._ordered()
        down_payment = self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 10)
        final = self._invoices(order, "final")
        with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
            self._credit_note(down_payment)
        for text in (order.name, down_payment.name, final.name, "500.00", "0.00"):
            self.assertIn(text, str(refusal.exception))
        self.assertPosted(order, 1190, 1000)
        self._credit_note(final)
        self._credit_note(down_payment)
        self.assertPosted(order, 0, 0)
