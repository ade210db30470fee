from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import OrderCase


class InvoicingCase(OrderCase):
    """Goods with 19 and 7 percent tax at even prices, in a company whose prices are net."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_19 = cls._tax(19)
        cls.tax_7 = cls._tax(7)
        cls.plank = cls._product(
            "Diele", type="consu", is_storable=True, invoice_policy="delivery", list_price=100, taxes_id=cls.tax_19.ids
        )
        cls.book = cls._product(
            "Handbuch", type="consu", is_storable=True, invoice_policy="delivery", list_price=33.33, taxes_id=cls.tax_7.ids
        )
        for product in (cls.plank, cls.book):
            cls._stock(product, 1000)

    @classmethod
    def _tax(cls, rate):
        return cls.env["account.tax"].create(
            {"name": f"USt {rate} %", "amount": rate, "type_tax_use": "sale", "price_include_override": "tax_excluded"}
        )

    def _invoices(self, order, invoice_type, post=True, **options):
        """Make invoices of a type, as the clerk."""
        return self.env["account.move"].browse(order.create_invoice_of_type(invoice_type, post=post, **options))

    def _deliver(self, order, *quantities):
        """Deliver quantities of the order's positions, in their order."""
        order.change_status(
            "delivery",
            quantities=[
                {"line_id": line.id, "quantity": quantity}
                for line, quantity in zip(order._invoiceable_positions(), quantities)
                if quantity
            ],
        )
        return order.picking_ids.filtered(lambda picking: picking.state == "done").sorted("id")[-1:]

    def _close(self, order):
        """Give up what isn't delivered yet."""
        order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).action_cancel()

    def _listed(self, move):
        """Return what a Schlussrechnung says about the invoices before it."""
        return [
            (row.invoice_id, row.tax_rate, row.amount_untaxed, row.amount_tax, row.amount_total)
            for row in move.earlier_invoice_ids
        ]


@tagged("post_install", "-at_install")
class TestFinalInvoice(InvoicingCase):
    """004-21: the Schlussrechnung deducts and lists what was invoiced before, and is never a credit note by accident."""

    def test_004_21_lists_down_payments_and_part_invoices_by_rate(self):
        order = self._order((self.plank, 10), (self.book, 10))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=30)
        self._deliver(order, 4, 4)
        partial = self._invoices(
            order,
            "partial",
            lines=[{"line_id": line.id, "quantity": 4} for line in order._invoiceable_positions()],
        )
        order.change_status("delivery")
        final = self._invoices(order, "final")
        self.assertEqual(
            self._listed(final),
            [
                (down_payment, 19, 300, 57, 357),
                (down_payment, 7, 99.99, 7, 106.99),
                (partial, 19, 400, 76, 476),
                (partial, 7, 133.32, 9.33, 142.65),
            ],
        )
        self.assertEqual(
            [move._get_invoice_title() for move in (down_payment, partial, final)],
            ["Down Payment Invoice", "Part Invoice", "Final Invoice"],
        )
        self.assertEqual(final.earlier_invoice_ids.mapped("is_deducted"), [True, True, False, False])
        self.assertEqual(final.earlier_invoice_ids.mapped("number"), [down_payment.name] * 2 + [partial.name] * 2)
        self.assertEqual(final.earlier_invoice_ids[0].invoice_date, down_payment.invoice_date)
        everything = down_payment | partial | final
        self.assertAlmostEqual(sum(everything.mapped("amount_total")), order.amount_total)
        self.assertAlmostEqual(sum(everything.mapped("amount_untaxed")), order.amount_untaxed)

    def test_004_21_says_for_ever_what_it_said_when_it_was_posted(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=50)
        order.change_status("invoice")
        final = order.invoice_ids - down_payment
        listed = final._get_earlier_invoices()
        self.assertEqual([row["number"] for row in listed], [down_payment.name])
        for invoice in (final, down_payment):
            self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids).create(
                {"journal_id": invoice.journal_id.id}
            ).refund_moves()
            order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        self.assertEqual(final._get_earlier_invoices(), listed)
        for user in (self.clerk, self.env.ref("base.user_admin")):
            row = final.earlier_invoice_ids.with_user(user)
            with self.assertRaises(AccessError):
                row.write({"amount_total": 1})
            with self.assertRaises(AccessError):
                row.unlink()

    def test_a_draft_lists_what_is_posted_by_now(self):
        self._without_hash_chain()
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 10)
        draft = self._invoices(order, "final", post=False)
        self.assertEqual([row["amount_total"] for row in draft._get_earlier_invoices()], [595])
        self.assertIn("595.00", draft.earlier_invoices_html)
        self.assertFalse(draft.earlier_invoice_ids)
        draft.action_post()
        self.assertEqual(draft.earlier_invoice_ids.mapped("amount_total"), [595])
        draft.button_draft()
        draft.action_post()
        self.assertEqual(draft.earlier_invoice_ids.mapped("amount_total"), [595])

    def test_what_was_taken_back_completely_is_not_listed(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        wrong = self._invoices(order, "down_payment", percentage=10)
        wrong._reverse_moves([{"invoice_date": self.today}], cancel=True)
        right = self._invoices(order, "down_payment", percentage=50)
        order.change_status("invoice")
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self.assertEqual(final.earlier_invoice_ids.invoice_id, right)
        self.assertAlmostEqual(final.amount_total, 595)

    def test_a_second_final_invoice_lists_the_first(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        first = order.invoice_ids
        credit_note = first._reverse_moves([{"invoice_date": self.today}])
        credit_note.invoice_line_ids.quantity = 1
        credit_note.action_post()
        second = self._invoices(order, "final")
        self.assertEqual(second.order_invoice_type, "final")
        self.assertEqual(second.earlier_invoice_ids.invoice_id, first | credit_note)
        self.assertFalse(first.earlier_invoice_ids)

    # -- never a credit note by accident --------------------------------------------------------------------------

    def test_004_21_half_paid_and_a_fifth_delivered(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=50)
        self._deliver(order, 2)
        self._close(order)
        with self.assertRaisesRegex(UserError, r"238\.00.*595\.00.*357\.00"):
            order.create_invoice_of_type("final")
        wizard = self.env["sale.advance.payment.inv"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, r"357\.00"):
            wizard.create({"sale_order_ids": order.ids, "advance_payment_method": "delivered"}).create_invoices()
        self.assertEqual(order.invoice_ids, down_payment, "nothing was made")
        self.assertAlmostEqual(order.credit_difference_amount, 357)
        credit_note = self.env["account.move"].browse(order.action_create_credit_note_difference())
        self.assertEqual((credit_note.move_type, credit_note.amount_total), ("out_refund", 357))
        self.assertEqual((credit_note.amount_untaxed, credit_note.amount_tax), (300, 57))
        self.assertEqual(credit_note.credited_invoice_ids, down_payment)
        self.assertEqual(order.credit_difference_amount, 0)
        self.assertEqual(order.action_create_credit_note_difference(), [])
        credit_note.action_post()
        self.assertEqual(self._listed(credit_note), [(down_payment, 19, 500, 95, 595)])
        self.assertAlmostEqual(self._balance(), 238)
        self.assertAlmostEqual(sum(order.invoice_ids.mapped("amount_untaxed_signed")), 200)
        self.assertFalse(order.is_left_to_invoice)

    def test_an_empty_final_invoice_is_not_made(self):
        order = self._order((self.plank, 10))
        order.change_status("invoice")
        with self.assertRaisesRegex(UserError, "nothing left to invoice"):
            order.create_invoice_of_type("final")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_all_paid_in_advance_gives_a_final_invoice_of_nothing_to_pay(self):
        order = self._order((self.plank, 10))
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=100)
        order.change_status("invoice")
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        self.assertAlmostEqual(final.amount_total, 0)
        self.assertEqual(final.earlier_invoice_ids.amount_total, 1190)

    # -- to the cent ----------------------------------------------------------------------------------------------

    def _check_to_the_cent(self, **values):
        """Odd quantities, prices, discounts and rates: all invoices together are the order, tax by tax."""
        order = self._order((self.plank, 3), (self.book, 7), (self.plank, 1), **values)
        for line, price, discount in zip(order.order_line, (33.33, 9.99, 0.07), (7.5, 0, 3)):
            line.write({"price_unit": price, "discount": discount})
        order.change_status("order")
        self._invoices(order, "down_payment", percentage=33.3)
        self._invoices(order, "down_payment", amount=17.77)
        order.change_status("invoice")
        self.assertEqual(set(order.invoice_ids.mapped("currency_id")), {order.currency_id})
        for field in ("amount_untaxed", "amount_tax", "amount_total"):
            self.assertAlmostEqual(sum(order.invoice_ids.mapped(field)), order[field], 2, field)
        final = order.invoice_ids.filtered(lambda move: move.order_invoice_type == "final")
        for move in order.invoice_ids - final:
            rows = final.earlier_invoice_ids.filtered(lambda row, move=move: row.invoice_id == move)
            self.assertEqual(rows.mapped("tax_rate"), [19, 7])
            for name, field in (("amount_untaxed",) * 2, ("amount_tax",) * 2, ("amount_total",) * 2):
                self.assertAlmostEqual(sum(rows.mapped(name)), move[field], 2)
        return order

    def test_to_the_cent_rounding_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        self._check_to_the_cent()

    def test_to_the_cent_rounding_globally(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self._check_to_the_cent()

    def test_to_the_cent_in_foreign_currency(self):
        franc = self.env.ref("base.CHF")
        franc.active = True
        self.env["res.currency.rate"].create({"name": "2020-01-01", "currency_id": franc.id, "rate": 1.2345})
        pricelist = self.env["product.pricelist"].create({"name": "Franken", "currency_id": franc.id})
        order = self._check_to_the_cent(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, franc)
        self.assertNotEqual(order.currency_id, self.company.currency_id)

    def test_cash_discount_stays_with_each_invoice(self):
        skonto = self.env["account.payment.term"].create(
            {
                "name": "2 % Skonto",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        for computation in ("included", "mixed", "excluded"):
            skonto.early_pay_discount_computation = computation
            order = self._order((self.plank, 10), payment_term_id=skonto.id)
            order.change_status("order")
            down_payment = self._invoices(order, "down_payment", percentage=50)
            order.change_status("invoice")
            final = order.invoice_ids - down_payment
            self.assertEqual(
                self._listed(final),
                [(down_payment, 19, 500, down_payment.amount_tax, down_payment.amount_total)],
                computation,
            )
            self.assertEqual(final.invoice_payment_term_id, skonto)
            self.assertTrue(final._is_eligible_for_early_payment_discount(final.currency_id, final.invoice_date))

    # -- the date -------------------------------------------------------------------------------------------------

    def test_without_payment_terms_the_due_date_is_the_invoice_date(self):
        order = self._order((self.plank, 1), payment_term_id=False)
        order.change_status("invoice", invoice_date="2026-01-15")
        self.assertEqual(str(order.invoice_ids.invoice_date), "2026-01-15")
        self.assertEqual(str(order.invoice_ids.invoice_date_due), "2026-01-15")
        receivable = order.invoice_ids.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(str(receivable.date_maturity), "2026-01-15")
