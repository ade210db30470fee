from xmlrpc.client import Fault

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import CreditCase


@tagged("post_install", "-at_install")
class TestRpc(CreditCase, HttpCase):
    """From outside nobody gets around a limit, and nobody without the right sets or lifts one (002-13, 003-29…31)."""

    def setUp(self):
        super().setUp()
        self.clerk.lang = "en_US"
        self.limit = self._limit(100)
        self.order = self._order((self.drill, 5))
        self.env.flush_all()

    def _call(self, model, method, *args, **kwargs):
        """Call a method as the clerk, over XML-RPC."""
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):  # it warns of Odoo 20 at each call
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, self.clerk.id, self.clerk.login, model, method, list(args), kwargs
            )

    def _refused(self, *args, **kwargs):
        """Make a call that must be refused with a sentence; return the sentence."""
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models"), self.assertRaises(Fault) as fault:
            self._call(*args, **kwargs)
        self.env.invalidate_all()
        self.assertNotIn("Traceback", fault.exception.faultString)
        return fault.exception.faultString

    def test_limits_and_releases_are_not_written_without_the_right(self):
        values = {"partner_id": self.customer.id, "kind": "internal", "amount": 9999}
        self._refused("kontor.credit.limit", "create", values)
        self._refused("kontor.credit.limit", "write", [self.limit.id], {"amount": 9999})
        self._refused("kontor.credit.limit", "unlink", [self.limit.id])
        answer = self._call("kontor.credit.limit", "load", ["partner_id/.id", "amount"], [[str(self.customer.id), "9999"]])
        self.assertFalse(answer["ids"], "an import neither")
        self._refused("kontor.credit.limit.default", "create", {"amount": 1})
        self._refused("kontor.credit.insurance", "create", {"partner_id": self.customer.id, "amount": 1})
        self._refused("kontor.payment.delay", "create", {"days": 1})
        self._refused(
            "kontor.release",
            "create",
            {
                "document_model": "sale.order",
                "document_id": self.order.id,
                "document_name": "x",
                "company_id": self.company.id,
                "operation": "order",
                "reason_code": "limit",
                "amount": 9999,
                "currency_id": self.company.currency_id.id,
                "user_id": self.clerk.id,
                "justification": "x",
            },
        )
        sentence = self._refused("sale.order", "release_blocks", [self.order.id], "order", "x")
        self.assertIn("Release Exceeded Limits", sentence, "it says which right is missing")
        self.assertEqual(self._figures().limit_amount, 100)

    def test_blocks_are_not_written_without_the_right(self):
        self.customer.manual_block = "order"
        self.env.flush_all()
        self._refused("res.partner", "write", [self.customer.id], {"manual_block": "none"})
        self._refused("res.partner", "action_set_manual_block", [self.customer.id], "none")
        self._refused("kontor.customer.block", "create", {"partner_id": self.customer.id, "manual_block": "none"})
        self._refused("sale.order", "action_block_order", [self.order.id], "x")
        self._refused("sale.order", "write", [self.order.id], {"credit_hold": True})
        self._refused("sale.order", "write", [self.order.id], {"uses_credit": False})
        self._refused("kontor.blocked.document", "create", {"document_model": "sale.order"})
        self.assertEqual(self.customer.manual_block, "order")

    def test_nothing_that_a_caller_sends_confirms_a_blocked_order(self):
        keys = ("skip_block", "force", "released", "kontor_released", "skip_credit_check", "no_check", "install_mode")
        context = dict.fromkeys(keys, True)
        order = [self.order.id]
        self.assertIn("exceeds the limit", self._refused("sale.order", "action_confirm", order, context=context))
        self._refused("sale.order", "change_status", order, "order")
        self._refused("sale.order", "change_status", order, "invoice", context=context)
        self._refused("sale.order", "write", order, {"state": "sale"})
        self._refused("sale.order", "write", order, {"locked": True, "state": "sale"}, context=context)
        line = [0, 0, {"product_id": self.drill.id, "product_uom_qty": 5}]
        self._refused("sale.order", "create", {"partner_id": self.customer.id, "state": "sale", "order_line": [line]})
        self._refused("sale.order.line", "write", self.order.order_line.ids, {"price_total": 1})
        self._refused("sale.order", "_get_block_reasons", order, "order")
        self.assertStatus(self.order, "quotation")

    def test_nobody_claims_an_online_payment_to_be_spared_the_limit(self):
        """A billing clerk registers payments on invoices; what the provider reports isn't written (002-13)."""
        provider = self.env["payment.provider"].search([("code", "=", "none")], limit=1) or self.env[
            "payment.provider"
        ].create({"name": "Anbieter", "code": "none"})
        values = {
            "reference": "behauptet",
            "provider_id": provider.id,
            "payment_method_id": self.env["payment.method"].with_context(active_test=False).search([], limit=1).id,
            "amount": self.order.amount_total,
            "currency_id": self.order.currency_id.id,
            "partner_id": self.customer.id,
        }
        linked = {**values, "sale_order_ids": [(6, 0, self.order.ids)]}
        self._refused("payment.transaction", "create", {**linked, "state": "done"})
        draft = self.env["payment.transaction"].create({**linked, "reference": "offen"})
        self.env.flush_all()
        for state in ("done", "authorized"):
            sentence = self._refused(
                "payment.transaction", "write", [draft.id], {"state": state}, context={"kontor_force": True}
            )
            self.assertIn("recorded by the payment provider", sentence)
        other = self.env["payment.transaction"].create({**values, "reference": "bezahlt", "state": "done"})
        self.env.flush_all()
        self._refused("payment.transaction", "write", [other.id], {"sale_order_ids": [(6, 0, self.order.ids)]})
        self._refused("sale.order", "write", [self.order.id], {"transaction_ids": [(4, other.id)]})
        line = [0, 0, {"product_id": self.drill.id, "product_uom_qty": 5}]
        self._refused(
            "sale.order",
            "create",
            {"partner_id": self.customer.id, "transaction_ids": [(4, other.id)], "order_line": [line]},
        )
        self.assertTrue(self.order.uses_credit)
        self.assertIn("exceeds the limit", self._refused("sale.order", "action_confirm", [self.order.id]))
        draft.with_user(self.clerk)._set_done()
        self.assertFalse(self.order.uses_credit, "the provider's own report counts, whoever's request it came with")

    def test_an_import_does_not_make_confirmed_orders(self):
        answer = self._call(
            "sale.order",
            "load",
            ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty"],
            [[str(self.customer.id), "sale", str(self.drill.id), "5"]],
        )
        self.assertFalse(answer["ids"])
        self.assertTrue(answer["messages"])

    def test_many_in_one_call_are_refused_together(self):
        second = self._order((self.drill, 1))
        third = self._order((self.drill, 1), partner_id=self.env["res.partner"].create({"name": "Frei"}).id)
        self.env.flush_all()
        self._refused("sale.order", "action_confirm", [second.id, self.order.id, third.id])
        for order in (self.order, second, third):
            self.assertStatus(order, "quotation")
        self.assertTrue(self._call("sale.order", "action_confirm", [second.id, third.id]))

    def test_what_a_list_reads_over_rpc(self):
        names = ["limit_amount", "limit_remaining", "overdue_status", "last_return_date"]
        rows = self._call("res.partner", "read", [self.customer.id], names)
        self.assertEqual(
            rows,
            [
                {
                    "id": self.customer.id,
                    "limit_amount": 100,
                    "limit_remaining": 100,
                    "overdue_status": "none",
                    "last_return_date": False,
                }
            ],
        )
