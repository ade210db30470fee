from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestStatusOptions(OrderCase):
    """001-9, 001-10: what the dialog offers works, and what it doesn't is refused with the same reason, for every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sells, and works in the warehouse; bills nothing
        cls.packer = new_test_user(
            cls.env, "kontor_packer", groups="sales_team.group_sale_salesman_all_leads,stock.group_stock_user"
        )
        cls.warehouse_man = new_test_user(cls.env, "kontor_warehouse", groups="stock.group_stock_user")
        cls.bookkeeper = new_test_user(cls.env, "kontor_books", groups="account.group_account_invoice")
        cls.auditor = new_test_user(cls.env, "kontor_auditor", groups="account.group_account_readonly")
        cls.scarce = cls._product("Sackkarre", type="consu", is_storable=True, invoice_policy="order", list_price=100)

    def _options(self, order, user):
        return {option["status"]: option for option in order.with_user(user).get_status_options()}

    def assertKept(self, order, user):
        """Check that each target is done if it is offered, and refused with the reason that the dialog tells if not.

        :return: the targets that are possible
        """
        self.env.flush_all()
        possible = set()
        for target, option in self._options(order, user).items():
            values = {name: {"delivery": "none", "reason": "Eilt"}[name] for name in option["needs"]}
            with self.subTest(user=user.login, status=order.lifecycle_status, target=target):
                self.env.cr.execute("SAVEPOINT tried")
                try:
                    order.with_user(user).change_status(target, **values)
                    self.env.flush_all()
                    done, said = True, ""
                except UserError as error:
                    done, said = False, str(error)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried")
                self.env.transaction.clear()
                self.assertEqual(done, option["allowed"], option["reason"] or said)
                if done:
                    possible.add(target)
                else:
                    self.assertIn(option["reason"], said)
        return possible

    def test_each_role_is_told_what_it_can_do(self):
        expected = {
            ("quotation", self.packer): {"order", "delivery", "cancel"},
            ("order", self.packer): {"quotation", "delivery", "cancel"},
            ("delivery", self.packer): {"delivery", "cancel"},
            ("invoice", self.packer): set(),
            ("done", self.packer): set(),
            ("quotation", self.warehouse_man): set(),
            ("order", self.warehouse_man): {"delivery"},
            ("delivery", self.warehouse_man): {"delivery"},
            ("invoice", self.warehouse_man): set(),
            ("quotation", self.bookkeeper): set(),
            ("order", self.bookkeeper): {"invoice"},
            ("delivery", self.bookkeeper): {"invoice"},
            ("invoice", self.bookkeeper): {"done", "cancel"},
            ("done", self.bookkeeper): {"invoice"},
            ("order", self.auditor): set(),
            ("invoice", self.auditor): set(),
        }
        for (status, user), possible in expected.items():
            self.assertEqual(self.assertKept(self._in_status(status), user), possible, (status, user.login))

    def test_the_missing_right_is_named(self):
        order, invoiced = self._in_status("order"), self._in_status("invoice")
        for user, of, target, right in (
            (self.packer, order, "invoice", "Invoicing"),
            (self.packer, invoiced, "cancel", "Invoicing"),
            (self.warehouse_man, order, "cancel", "Sales / User"),
            (self.warehouse_man, order, "quotation", "Sales / User"),
            (self.bookkeeper, order, "delivery", "Inventory / User” or “Sales / User"),
        ):
            reason = self._options(of, user)[target]["reason"]
            self.assertIn("You lack the right", reason)
            self.assertIn(right.split(" / ")[0], reason, (user.login, target))
            self.assertEqual(" or " in reason, " or " in right, reason)

    def test_nobody_confirms_or_cancels_past_the_dialog(self):
        """Odoo lets the warehouse and accounting write on orders for their own work; that agrees nothing with a customer."""
        for user in (self.warehouse_man, self.bookkeeper):
            quotation, order = self._in_status("quotation"), self._in_status("order")
            with self.assertRaisesRegex(UserError, "lack the right to change"):
                quotation.with_user(user).action_confirm()
            with self.assertRaisesRegex(UserError, "lack the right to change"):
                order.with_user(user).action_cancel()
            self.assertStatus(quotation, "quotation")
            self.assertStatus(order, "order")

    def test_a_record_rule_is_told_too(self):
        order = self._in_status("order")
        self.env["ir.rule"].create(
            {
                "name": "Only what is named so",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "domain_force": "[('client_order_ref', '=', 'frei')]",
                "perm_read": False,
            }
        )
        self.assertEqual(self.assertKept(order, self.clerk), set())
        self.assertIn("a rule keeps it for others", self._options(order, self.clerk)["delivery"]["reason"])
        order.sudo().client_order_ref = "frei"
        self.assertIn("delivery", self.assertKept(order, self.clerk))

    def test_who_may_not_read_an_order_learns_nothing_about_it(self):
        own_only = new_test_user(self.env, "kontor_own", groups="sales_team.group_sale_salesman")
        order = self._in_status("order")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            order.with_user(own_only).get_status_options()
        for on_error in ("raise", "skip"):
            if on_error == "raise":
                with self.assertRaises(AccessError) as refusal:
                    order.with_user(own_only).change_status("cancel")
                said = str(refusal.exception)
            else:
                said = order.with_user(own_only).change_status("cancel", on_error="skip")["skipped"][0]["reason"]
            self.assertNotIn(order.name, said)

    def test_nothing_to_deliver_now_is_told_beforehand(self):
        for positions in ([(self.scarce, 3)], [(self.scarce, 3), (self.setup, 1)]):
            for status in ("quotation", "order"):
                order = self._in_status(status, *positions)
                self.assertNotIn("delivery", self.assertKept(order, self.clerk))
                reason = self._options(order, self.clerk)["delivery"]["reason"]
                self.assertIn("“Sackkarre”: 3 Units open, 0 Units available", reason)

    def test_what_is_reserved_for_others_is_not_there(self):
        self._stock(self.scarce, 2)
        first = self._in_status("order", (self.scarce, 2))
        second = self._in_status("order", (self.scarce, 1))
        self.assertIn("delivery", self.assertKept(first, self.clerk))
        self.assertNotIn("delivery", self.assertKept(second, self.clerk))
        first.change_status("quotation")
        self.assertIn("delivery", self.assertKept(second, self.clerk))

    def test_one_piece_is_there_once(self):
        self._stock(self.scarce, 3)
        order = self._order((self.scarce, 2), (self.scarce, 2))
        self.assertEqual(list(order._available_quantities().values()), [2, 1])
        order.change_status("order")
        self.assertEqual(list(order._available_quantities().values()), [2, 1])
        self.assertFalse(order._is_everything_available())

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._stock(self.scarce, 18)
        order = self._order((self.scarce, 2))
        order.order_line.product_uom_id = dozen
        self.assertEqual(order._available_quantities(), {order.order_line: 1.5})

    def test_what_cannot_all_be_delivered_has_to_be_decided(self):
        """001-9: the invoice is possible, but what becomes of the rest is the caller's to say."""
        self._stock(self.scarce, 2)
        for status in ("quotation", "order"):
            order = self._in_status(status, (self.scarce, 3))
            self.assertEqual(self._options(order, self.clerk)["invoice"]["needs"], ["delivery"])
            with self.assertRaisesRegex(UserError, "Not delivered yet"):
                order.change_status("invoice")
            self.assertIn("invoice", self.assertKept(order, self.clerk))
        self.assertEqual(self._options(self._in_status("order"), self.clerk)["invoice"]["needs"], [])
        self.assertEqual(self._options(self._in_status("done"), self.clerk)["invoice"]["needs"], [])

    def test_who_may_not_deliver_invoices_without_a_delivery(self):
        order = self._in_status("order")
        self.assertEqual(self._options(order, self.bookkeeper)["invoice"]["needs"], ["delivery"])
        for delivery in ("all", "available"):
            with self.assertRaisesRegex(UserError, "lack the right to validate deliveries"):
                order.with_user(self.bookkeeper).change_status("invoice", delivery=delivery)
        self.assertTrue(order.with_user(self.bookkeeper).change_status("invoice", delivery="none"))
        self.assertStatus(order, "invoice")

    def test_an_invoice_that_would_be_a_credit_note_is_told_beforehand(self):
        quotation = self._order((self.setup, 1), (self.setup, 1))
        quotation.order_line[1].price_unit = -70
        self.assertNotIn("invoice", self.assertKept(quotation, self.clerk))
        order = self._in_status("order")
        order.create_invoice_of_type("down_payment", percentage=80, post=True)
        self.assertIn("invoice", self.assertKept(order, self.clerk))
        order.order_line.filtered(lambda line: not line.is_downpayment).product_uom_qty = 1
        self.assertNotIn("invoice", self.assertKept(order, self.clerk))
        self.assertIn("credit note of", self._options(order, self.clerk)["invoice"]["reason"])

    def test_a_storno_that_leaves_revenue_is_told_beforehand(self):
        """001-7: a credit note by hand took back an amount, not quantities."""
        for values, possible in (({"price_unit": 20}, False), ({"quantity": 2}, True)):
            order = self._in_status("invoice", (self.drill, 5))
            invoice = order.invoice_ids
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"journal_id": invoice.journal_id.id, "reason": "Kulanz"})
            )
            wizard.refund_moves()
            wizard.new_move_ids.invoice_line_ids.write(values)
            wizard.new_move_ids.action_post()
            self.assertEqual("cancel" in self.assertKept(order, self.clerk), possible, values)

    def test_a_payment_matched_with_the_bank_is_taken_back_by_who_matches_it(self):
        order = self._in_status("invoice")
        invoice = order.invoice_ids
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "payment_ref": invoice.name, "amount": invoice.amount_total, "date": self.today}
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        receivable = invoice.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        suspense.write({"account_id": receivable.account_id.id, "partner_id": self.customer.id})
        (suspense | receivable).reconcile()
        self.assertStatus(order, "done")
        self.assertEqual(self.assertKept(order, self.clerk), set())
        self.assertIn("bank statement", self._options(order, self.clerk)["invoice"]["reason"])
        accountant = new_test_user(self.env, "kontor_accountant", groups="account.group_account_user")
        self.assertEqual(self.assertKept(order, accountant), {"invoice"})

    def test_pick_and_ship(self):
        """What lies in the stock can leave, in however many steps; what hasn't been put away can't."""
        warehouse = self.env["stock.warehouse"].create({"name": "Außenlager", "code": "AUSS", "delivery_steps": "pick_ship"})
        order = self._order((self.scarce, 2), warehouse_id=warehouse.id)
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.scarce, warehouse.wh_input_stock_loc_id, 5)
        self.assertNotIn("delivery", self.assertKept(order, self.clerk))
        quants._update_available_quantity(self.scarce, warehouse.lot_stock_id, 5)
        self.assertIn("delivery", self.assertKept(order, self.clerk))
        order.change_status("order")
        self.assertIn("delivery", self.assertKept(order, self.clerk))


@tagged("post_install", "-at_install")
class TestBackToQuotation(OrderCase):
    """001-9: an order goes back to the version that was issued; from there it is revised with a reason as usual."""

    def _ordered(self, *positions):
        order = self._order(*positions or [(self.drill, 5)])
        order.action_issue_quotation()
        order.change_status("order")
        return order

    def _option(self, order):
        return {option["status"]: option for option in order.get_status_options()}["quotation"]

    def test_back_to_the_issued_version_and_on_to_the_next(self):
        order = self._ordered()
        version = order.version_ids
        option = self._option(order)
        self.assertTrue(option["allowed"])
        self.assertIn(version.label, option["consequences"][0])
        self.assertIs(order.change_status("quotation"), True)
        self.assertStatus(order, "quotation")
        self.assertEqual((order.quotation_stage, order.issued_version_id, version.state), ("issued", version, "current"))
        self.assertTrue(any(version.label in str(message.body) for message in order.message_ids))
        order.action_revise_quotation("Andere Menge")
        order.order_line.product_uom_qty = 6
        order.action_issue_quotation()
        self.assertEqual(order.version, 2)
        order.change_status("order")
        self.assertEqual(order.ordered_version_id.number, 2)

    def test_what_was_changed_since_is_taken_back_and_said_before(self):
        order = self._ordered((self.drill, 5), (self.setup, 1))
        before = order.amount_total
        order.order_line[0].write({"product_uom_qty": 7, "price_unit": 80})
        order.order_line[1].product_uom_qty = 0
        after = order.amount_total
        told = " ".join(self._option(order)["consequences"])
        self.assertIn(order._money(after), told)
        self.assertIn(order._money(before), told)
        order.change_status("quotation")
        self.assertEqual(order.amount_total, before)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [5, 1])

    def test_what_cannot_be_restored_is_said_before(self):
        tax = self.env["account.tax"].create({"name": "Probe", "amount": 10, "type_tax_use": "sale"})
        order = self._order()
        order.order_line.tax_ids = tax
        order.action_issue_quotation()
        order.change_status("order")
        tax.sudo().amount = 12
        self.assertTrue(self._option(order)["allowed"], "nothing was changed, nothing has to be restored")
        order.order_line.product_uom_qty = 6
        reason = self._option(order)["reason"]
        self.assertIn("can't be restored exactly", reason)
        with self.assertRaises(UserError) as refusal:
            order.change_status("quotation")
        self.assertIn(reason, str(refusal.exception))
        self.assertStatus(order, "order")

    def test_an_expired_version_comes_back_and_is_renewed(self):
        order = self._ordered()
        self.env.cr.execute(
            "UPDATE sale_order_version SET validity_date = DATE '2020-01-01' WHERE order_id = %s", [order.id]
        )
        self.env.invalidate_all()
        order.change_status("quotation")
        self.assertEqual(order.quotation_stage, "issued")
        with self.assertRaisesRegex(UserError, "was valid until"):
            order.change_status("order")
        order.action_revise_quotation("Verlängert")
        self.assertEqual(order.quotation_stage, "draft")

    def test_never_issued_it_is_in_progress_again(self):
        order = self._in_status("order")
        order.change_status("quotation")
        self.assertEqual(order.quotation_stage, "draft")
        order.order_line.product_uom_qty = 6
