from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_firm_invoices import FirmCase


@tagged("post_install", "-at_install")
class TestBillingRights(FirmCase):
    """Who may not bill reads at most, on either side (001-2)."""

    def test_who_sells_buys_and_stores_reads_at_most(self):
        move = self._posted()
        draft = self._posted().copy()
        stock = new_test_user(self.env, "kontor_firm_stock", groups="stock.group_stock_manager")
        values = {"move_type": "out_invoice", "partner_id": self.customer.id}
        for user in (self.seller, self.trader, stock):
            moves = self.env["account.move"].with_user(user)
            self._refused(
                {
                    "create": lambda user, moves=moves: moves.create(values),
                    "create a bill": lambda user, moves=moves: moves.create({**values, "move_type": "in_invoice"}),
                    "write a draft": lambda user: draft.with_user(user).write({"invoice_date": self.today}),
                    "write a line": lambda user: draft.invoice_line_ids.with_user(user).write({"price_unit": 1}),
                    "add a line": lambda user: (
                        self.env["account.move.line"]
                        .with_user(user)
                        .create({"move_id": draft.id, "name": "Zusatz", "price_unit": 1})
                    ),
                    "take a line away": lambda user: draft.invoice_line_ids.with_user(user).unlink(),
                    "due date": lambda user: move.with_user(user).write({"invoice_date_due": self.today}),
                    "dunning stop": lambda user: move.with_user(user).write({"no_followup": True}),
                    "delete": lambda user: draft.with_user(user).unlink(),
                },
                users=[user],
                error=AccessError,
                text="with the right" if user != stock else "",
            )
            with self.assertRaises(AccessError):
                draft.with_user(user).action_post()
        self.assertEqual(self.trader.with_user(self.trader).has_group("account.group_account_invoice"), False)
        self.assertEqual(move.with_user(self.trader).read(["name"])[0]["name"], move.name)

    def test_who_sells_lets_drafts_be_made_of_an_order(self):
        order = self._in_status("order", (self.plank, 4))
        order.change_status("delivery")
        draft = order.with_user(self.seller)._create_invoices()
        self.assertEqual(draft.state, "draft")
        with self.assertRaises(AccessError):
            draft.with_user(self.seller).sudo(False).write({"narration": "neu"})
