import re

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..invoicing.test_final_invoice import InvoicingCase


class FirmCase(InvoicingCase):
    """People with and without the billing right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.accountant = new_test_user(cls.env, "kontor_firm_accountant", groups="account.group_account_manager")
        rights = ["sales_team.group_sale_manager", "stock.group_stock_manager"]
        if cls.env.ref("purchase.group_purchase_manager", raise_if_not_found=False):
            rights.append("purchase.group_purchase_manager")
        #: sells, buys and keeps the stock, but doesn't bill
        cls.trader = new_test_user(cls.env, "kontor_firm_trader", groups=",".join(rights))
        cls.trader.group_ids -= cls.env.ref("account.group_account_invoice")

    def _posted(self, *positions):
        order = self._in_status("order", *positions or [(self.plank, 10)])
        order.change_status("delivery")
        return self._invoices(order, "full")

    def _refused(self, changes, users=None, error=UserError, text="is posted|follows from"):
        for name, change in changes.items():
            for user in users or (self.clerk, self.accountant, self.admin):
                with self.subTest(change=name, user=user.login), self.assertRaisesRegex(error, text):
                    change(user)

    def _print(self, moves, user=None):
        self.env["ir.actions.report"].with_user(user or self.clerk).with_context(
            force_report_rendering=True
        )._render_qweb_pdf("account.account_invoices", moves.ids)


@tagged("post_install", "-at_install")
class TestFirmInvoices(FirmCase):
    """Posted means firm: what a posted document says is changed by nobody, on no way (001-2)."""

    def _says(self, move):
        lines = move.invoice_line_ids
        return (
            [(line.name, line.quantity, line.price_unit, line.discount, line.tax_ids.ids) for line in lines],
            move.amount_total,
            move.invoice_date,
            move.partner_id,
            move.narration,
            move.name,
        )

    def test_positions_are_firm_for_everybody(self):
        move = self._posted()
        line, before = move.invoice_line_ids[0], self._says(move)
        lines, other = self.env["account.move.line"], self._order((self.plank, 1)).order_line
        self._refused(
            {
                **{
                    name: lambda user, values={name: value}: line.with_user(user).write(values)
                    for name, value in {
                        "price_unit": 1,
                        "quantity": 1,
                        "discount": 50,
                        "name": "Anderes",
                        "product_id": self.book.id,
                        "price_subtotal": 1,
                        "amount_residual": 5,
                        "sequence": 99,
                        "display_type": "line_note",
                        "sale_line_ids": [Command.clear()],
                        "move_id": move.copy().id,
                    }.items()
                },
                "as superuser": lambda user: line.with_user(user).sudo().write({"price_unit": 1}),
                "by the document": lambda user: (
                    move.with_user(user)
                    .with_context(skip_readonly_check=True)
                    .write({"invoice_line_ids": [Command.update(line.id, {"price_unit": 1})]})
                ),
                "by a detour over the document": lambda user: move.with_user(user).write(
                    {"reversal_move_ids": [Command.update(move.id, {"narration": "neu"})]}
                ),
                "by a key in the context": lambda user: (
                    line.with_user(user)
                    .with_context(kontor_sales_firm=True, force=True, check_move_validity=False, skip_invoice_sync=True)
                    .write({"name": "neu"})
                ),
                "a note more": lambda user: lines.with_user(user).create(
                    {"move_id": move.id, "display_type": "line_note", "name": "Zusatz"}
                ),
                "a line out of a draft": lambda user: (
                    move.copy().invoice_line_ids.with_user(user).write({"move_id": move.id})
                ),
                "no longer of its position": lambda user: line.sale_line_ids.with_user(user).write(
                    {"invoice_lines": [Command.clear()]}
                ),
                "of another position": lambda user: other.with_user(user).write({"invoice_lines": [Command.link(line.id)]}),
                "a line less": lambda user: (
                    line.with_user(user).with_context(force_delete=True, dynamic_unlink=True).unlink()
                ),
                "nothing left": lambda user: move.with_user(user).with_context(force_delete=True).unlink(),
            }
        )
        with self.assertRaises(UserError):
            line.with_user(self.accountant).tax_ids = self.tax_7
        self.assertEqual(self._says(move), before)

    def test_the_head_is_firm_for_everybody(self):
        move, other = self._posted(), self.env["res.partner"].create({"name": "Fremd"})
        before = self._says(move)
        self._refused(
            {
                name: lambda user, values={name: value}: (
                    move.with_user(user).with_context(skip_readonly_check=True).write(values)
                )
                for name, value in {
                    "partner_id": other.id,
                    "partner_shipping_id": other.id,
                    "invoice_date": "2020-01-01",
                    "date": "2020-01-01",
                    "delivery_date": "2020-01-01",
                    "name": "RE-1",
                    "narration": "Anderes",
                    "currency_id": self.env.ref("base.USD").id,
                    "invoice_payment_term_id": self.env.ref("account.account_payment_term_30days").id,
                    "move_type": "out_refund",
                    "order_invoice_type": "final",
                    "invoice_origin": "S1",
                    "amount_total": 1,
                    "state": "draft",
                    "is_cancellation_invoice": True,
                    "sequence_number": 4711,
                    "sequence_prefix": "RE/2020/",
                }.items()
            }
        )
        self.assertEqual(self._says(move), before)

    def test_lines_repeat_what_their_entry_says(self):
        move = self._posted()
        line = move.line_ids[0]
        values = {"date": "2020-01-01", "parent_state": "draft", "move_name": "RE-1", "ref": "Anderes"}
        values["journal_id"] = self.env["account.journal"].search([("id", "!=", move.journal_id.id)], limit=1).id
        self._refused(
            {name: lambda user, values={name: value}: line.with_user(user).write(values) for name, value in values.items()}
        )
        move.with_user(self.clerk).ref = "BST 1"
        self.assertEqual((line.ref, line.date, line.parent_state), ("BST 1", move.date, "posted"))

    def test_the_refusal_names_the_fields_and_the_right_way(self):
        move = self._posted()
        with self.assertRaisesRegex(UserError, r"Terms and Conditions.*credit note.*Storno"):
            move.with_user(self.clerk).narration = "neu"

    def test_numbers_are_not_made_anew_by_cores_wizard(self):
        move = self._posted()
        wizard = (
            self.env["account.resequence.wizard"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"ordering": "keep", "first_name": "NEU/2026/00100"})
        )
        with self.assertRaisesRegex(UserError, "is posted"):
            wizard.resequence()

    def test_credit_notes_and_dunning_charges_are_firm_too(self):
        credit_note = self._posted()._reverse_moves([{"invoice_date": self.today}], cancel=True)
        charge = self.env["account.move"].create(
            {
                "move_type": "out_receipt",
                "partner_id": self.customer.id,
                "invoice_date": self.today,
                "invoice_line_ids": [Command.create({"name": "Gebühr", "price_unit": 5, "tax_ids": [Command.clear()]})],
            }
        )
        charge.action_post()
        for move in credit_note | charge:
            self._refused(
                {
                    "price": lambda user, move=move: move.invoice_line_ids[0].with_user(user).write({"price_unit": 3}),
                    "text": lambda user, move=move: move.with_user(user).write({"narration": "neu"}),
                }
            )

    # -- what stays changeable ------------------------------------------------------------------------------------

    def test_due_dates_stops_and_references_are_changed_and_kept_in_the_log(self):
        move = self._posted().with_context(tracking_disable=False)
        before, old = self._says(move), move.ref
        own = move.with_user(self.clerk)
        day = fields.Date.add(self.today, days=45)
        own.invoice_date_due = day
        own.ref = "Ihr Zeichen 12"
        own.payment_reference = "ZR-1"
        own.no_followup = True
        self.flush_tracking()
        receivable = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(receivable.mapped("date_maturity"), [day])
        self.assertTrue(receivable.no_followup)
        self.assertEqual(self._says(move), before)
        tracked = move.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        for name in ("invoice_date_due", "ref", "payment_reference", "no_followup"):
            self.assertIn(name, tracked)
        value = move.message_ids.sudo().tracking_value_ids.filtered(lambda row: row.field_id.name == "ref")
        self.assertEqual((value.old_value_char, value.new_value_char), (old, "Ihr Zeichen 12"))

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_an_instalment_gets_another_due_date(self):
        move = self._posted()
        item = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        total = move.amount_total
        item.with_user(self.clerk).date_maturity = fields.Date.add(self.today, days=9)
        self.assertEqual((item.date_maturity, move.amount_total), (fields.Date.add(self.today, days=9), total))

    def test_the_same_value_is_no_change(self):
        move = self._posted()
        line = move.invoice_line_ids[0]
        line.with_user(self.clerk).write({"price_unit": line.price_unit, "name": line.name, "discount": 0})
        move.with_user(self.clerk).write({"delivery_date": str(move.delivery_date), "narration": move.narration})

    # -- the life goes on -----------------------------------------------------------------------------------------

    def test_paying_unreconciling_reversing_and_sending_go_on(self):
        move = self._posted().with_user(self.clerk)
        self._pay(move)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        move.line_ids.remove_move_reconcile()
        self.assertEqual(move.payment_state, "not_paid")
        self._pay(move)
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk).create({"move_id": move.id})
        wizard.sending_methods = []
        wizard.with_context(force_report_rendering=True).action_send_and_print()
        self.assertTrue(move.invoice_pdf_report_id)
        move.line_ids.remove_move_reconcile()  # what is completed goes back only so (001-3)
        reversal = (
            self.env["account.move.reversal"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "reason": "Mangel"})
        )
        reversal.refund_moves()
        reversal.new_move_ids.action_post()
        self.assertEqual(reversal.new_move_ids.amount_total, move.amount_total)

    def test_a_storno_goes_by_credit_notes(self):
        order = self._in_status("invoice", (self.plank, 3))
        self._print(order.invoice_ids)
        order.change_status("cancel", reason="Irrtum")
        self.assertStatus(order, "cancel")
        credit_note = order.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertTrue(credit_note.is_cancellation_invoice)
        self.assertEqual(credit_note.order_invoice_type, "credit_note")


@tagged("post_install", "-at_install")
class TestResetToDraft(FirmCase):
    """Back to draft only with the billing right, and only while nobody outside knows the document (001-2)."""

    def _not_reset(self, move, reason, users=None):
        self._without_hash_chain()
        for user in users or (self.clerk, self.accountant, self.admin):
            own = move.with_user(user)
            for reset in (own.button_draft, own.button_cancel, own.sudo().button_draft):
                with self.assertRaisesRegex(UserError, f"{reason}.*credit"):
                    reset()
            own.invalidate_recordset(["show_reset_to_draft_button"])
            self.assertFalse(own.show_reset_to_draft_button)
        self.assertEqual(move.state, "posted")

    def test_what_has_not_left_the_house_is_reset_and_posted_again(self):
        self._without_hash_chain()
        move = self._posted()
        self.assertTrue(move.with_user(self.clerk).show_reset_to_draft_button)
        move.with_user(self.clerk).button_draft()
        move.with_user(self.clerk).narration = "berichtigt"
        move.with_user(self.clerk).action_post()
        self.assertEqual(move.state, "posted")
        other = self._posted()
        other.with_user(self.clerk).button_cancel()
        self.assertEqual(other.state, "cancel")

    def test_printed(self):
        move = self._posted()
        self._print(move)
        log = self.env["account.move.print"].search([("move_id", "=", move.id)])
        self.assertEqual((log.user_id, len(log)), (self.clerk, 1))
        self._not_reset(move, f"printed or exported .* by {re.escape(self.clerk.name)}")
        with self.assertRaises(UserError):
            log.with_user(self.admin).unlink()
        with self.assertRaises(UserError):
            log.with_user(self.admin).write({"printed_on": "2020-01-01"})

    def test_printed_by_the_customer_in_the_portal(self):
        move = self._posted()
        portal = new_test_user(self.env, "kontor_firm_portal", groups="base.group_portal")
        self.env["ir.actions.report"].with_user(portal).sudo().with_context(force_report_rendering=True)._render_qweb_pdf(
            "account.account_invoices", move.ids
        )
        self._not_reset(move, "printed or exported")

    def test_printed_in_a_batch_is_logged_once(self):
        moves = self._posted() | self._posted()
        self.env["ir.actions.report"].with_user(self.clerk).with_context(force_report_rendering=True)._render_qweb_pdf(
            "kontor_sales.invoice_documents", moves.ids
        )
        for move in moves:
            self.assertEqual(self.env["account.move.print"].search_count([("move_id", "=", move.id)]), 1)
            self._not_reset(move, "printed or exported")

    def test_a_printed_draft_is_no_printed_invoice(self):
        self._without_hash_chain()
        order = self._in_status("order", (self.plank, 10))
        order.change_status("delivery")
        draft = self._invoices(order, "full", post=False)
        self._print(draft)
        draft.action_post()
        draft.with_user(self.clerk).button_draft()
        self.assertEqual(draft.state, "draft")

    def test_sent_or_exported(self):
        sent, exported = self._posted(), self._posted()
        sent.is_move_sent = True
        self._not_reset(sent, "it was sent")
        wizard = self.env["account.move.send.wizard"].with_user(self.clerk).create({"move_id": exported.id})
        wizard.sending_methods = []
        wizard.with_context(force_report_rendering=True).action_send_and_print()
        self._not_reset(exported, "printed or exported")

    def test_paid(self):
        self._without_hash_chain()
        move = self._posted()
        payment = self._pay(move)
        self._not_reset(move, "paid or settled by .*undo that first")
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_cancel()
        move.with_user(self.clerk).button_draft()
        self.assertEqual(move.state, "draft")

    def test_listed_in_a_final_invoice(self):
        self._without_hash_chain()
        order = self._order((self.plank, 10))
        order.change_status("order")
        down_payment = self._invoices(order, "down_payment", percentage=50)
        order.change_status("invoice")
        final = order.invoice_ids - down_payment
        self._not_reset(down_payment, f"listed or deducted in {final.name}")
        final.with_user(self.clerk).button_draft()
        down_payment.with_user(self.clerk).button_draft()
        self.assertEqual(down_payment.state, "draft")

    def test_credited(self):
        self._without_hash_chain()
        move = self._posted()
        credit_note = move._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self._not_reset(move, f"credited by {credit_note.name}")
        credit_note.with_user(self.clerk).button_draft()
        credit_note.with_user(self.clerk).button_cancel()
        move.line_ids.remove_move_reconcile()
        move.with_user(self.clerk).button_draft()
        self.assertEqual(move.state, "draft")

    def test_without_the_billing_right(self):
        self._without_hash_chain()
        move = self._posted()
        self.assertFalse(move.with_user(self.seller).show_reset_to_draft_button)
        for user in (self.seller, self.trader):
            for reset in (
                move.with_user(user).button_draft,
                move.with_user(user).button_cancel,
                move.with_user(user).sudo().button_draft,  # a method of the server that an RPC caller may reach
            ):
                with self.assertRaisesRegex(AccessError, "with the right"):
                    reset()


@tagged("post_install", "-at_install")
class TestFirmStatementLines(FirmCase):
    """What the bank said stays as it is while an invoice is matched with it (001-2)."""

    def test_a_matched_line_is_firm_until_the_matching_is_undone(self):
        move = self._posted()
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "date": self.today, "payment_ref": move.name, "amount": move.amount_total}
        )
        line.payment_ref = f"{move.name} Zahlung"
        _liquidity, suspense, _other = line._seek_for_lines()
        receivable = move.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        suspense.account_id = receivable.account_id
        (suspense | receivable).reconcile()
        basic = self.env.ref("account.group_account_basic")
        banker = new_test_user(self.env, "kontor_firm_banker", groups="account.group_account_user")
        (banker | self.admin).group_ids += basic
        for user in (banker, self.admin):
            own = line.with_user(user)
            for change in (
                lambda own=own: own.write({"amount": 1}),
                lambda own=own: own.write({"date": "2020-01-01"}),
                lambda own=own: own.write({"payment_ref": "anders"}),
                lambda own=own: own.write({"partner_id": self.admin.partner_id.id}),
                lambda own=own: own.unlink(),
            ):
                with self.assertRaisesRegex(UserError, "is matched.*Undo the reconciliation"):
                    change()
        line.with_user(banker).action_undo_reconciliation()
        line.with_user(banker).amount = 1
        self.assertEqual((line.amount, move.payment_state), (1, "not_paid"))
