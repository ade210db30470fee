from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestOwnDocuments(CreditCase):
    """003-29…31: who may see only his own documents sees only what became of those, in the list and among the releases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = "sales_team.group_sale_salesman"
        cls.petra = new_test_user(cls.env, "petra_eigene", groups=own)
        cls.otto = new_test_user(cls.env, "otto_eigene", groups=own)
        right = "kontor_credit_risk.group"
        cls.everybody = {
            "all documents": new_test_user(cls.env, "alle_belege", groups="sales_team.group_sale_salesman_all_leads"),
            "accounting": new_test_user(cls.env, "buchhaltung", groups=f"{own},account.group_account_invoice"),
            "credit": new_test_user(cls.env, "kredit_eigene", groups=f"{own},{right}_credit_manager"),
            **{
                name: new_test_user(cls.env, f"frei_{name}", groups=f"{own},{right}_override_{name}")
                for name in ("limit", "overdue", "internal_overdue", "block", "quotation_block")
            },
        }
        cls.warehouse_user = new_test_user(cls.env, "lager_eigene", groups="stock.group_stock_user")

    def setUp(self):
        super().setUp()
        self._limit(100)
        self.orders = {
            name: self._order((self.drill, 5), user_id=user and user.id)
            for name, user in (("petra", self.petra), ("otto", self.otto), ("nobody", False))
        }
        self.orders["nobody"].user_id = False
        everything = self.env["sale.order"].union(*self.orders.values())
        everything._record_blocked("order")
        for order in everything:
            order.with_user(self.releaser).release_blocks("order", "Geprüft")
        everything._record_blocked("delivery")

    def _seen(self, user, model):
        ids = {order.id: name for name, order in self.orders.items()}
        found = (
            self.env[model].with_user(user).search([("document_model", "=", "sale.order"), ("document_id", "in", list(ids))])
        )
        return {ids[document_id] for document_id in found.mapped("document_id")}

    def test_each_sees_his_own_and_nobody_s(self):
        for model in ("kontor.blocked.document", "kontor.release"):
            self.assertEqual(self._seen(self.petra, model), {"petra", "nobody"}, model)
            self.assertEqual(self._seen(self.otto, model), {"otto", "nobody"}, model)
            record = self.env[model].search([("document_id", "=", self.orders["otto"].id)], limit=1)
            with self.assertRaises(AccessError):
                record.with_user(self.petra).read(["document_name"])

    def test_who_sees_all_documents_or_decides_about_them_sees_all(self):
        for name, user in self.everybody.items():
            for model in ("kontor.blocked.document", "kontor.release"):
                self.assertEqual(self._seen(user, model), {"petra", "otto", "nobody"}, f"{name} {model}")

    def test_it_follows_when_the_order_gets_another_clerk(self):
        self.orders["otto"].user_id = self.petra
        for model in ("kontor.blocked.document", "kontor.release"):
            self.assertEqual(self._seen(self.petra, model), {"petra", "otto", "nobody"})
            self.assertEqual(self._seen(self.otto, model), {"nobody"})
        self.orders["petra"].write({"user_id": False})
        self.assertIn("petra", self._seen(self.otto, "kontor.release"))

    def test_a_delivery_s_and_an_invoice_s_follow_too(self):
        order = self.orders["otto"]
        order.action_confirm()
        picking = order.picking_ids
        picking._record_blocked("delivery")
        release = self.env["kontor.release"].browse(picking.with_user(self.releaser).release_blocks("delivery", "Raus"))
        self.assertEqual(release.clerk_id, self.otto)
        self.assertIn(release, self.env["kontor.release"].with_user(self.warehouse_user).search([]))
        self.assertFalse(self._seen(self.warehouse_user, "kontor.release"), "the warehouse sees those of its deliveries")
        order.user_id = self.petra
        self.assertEqual(release.clerk_id, self.petra)
        entry = self.env["kontor.blocked.document"].search(
            [("document_model", "=", "stock.picking"), ("document_id", "=", picking.id)]
        )
        self.assertEqual(entry.user_id, self.petra)
        move = self._invoice(500, invoice_user_id=self.otto.id)
        entry = self.env["kontor.blocked.document"].search(
            [("document_model", "=", "account.move"), ("document_id", "=", move.id)]
        )
        self.assertEqual(entry.user_id, self.otto)
        move.invoice_user_id = self.petra
        self.assertEqual(entry.user_id, self.petra)

    def test_the_update_gives_what_is_there_its_clerk(self):
        release = self.env["kontor.release"].search([("document_id", "=", self.orders["petra"].id)], limit=1)
        self.env.cr.execute("UPDATE kontor_release SET clerk_id = NULL WHERE id = %s", [release.id])
        self.env.cr.execute(
            "UPDATE kontor_blocked_document SET user_id = NULL WHERE document_id = %s", [self.orders["otto"].id]
        )
        self.env.invalidate_all()
        self.env["kontor.release"]._assign_clerks(self.env["sale.order"])
        self.assertEqual(release.clerk_id, self.petra)
        self.assertEqual(self._seen(self.petra, "kontor.blocked.document"), {"petra", "nobody"})

    def test_another_company_s_stay_out_of_sight_all_the_same(self):
        other = self.env["res.company"].create({"name": "Zweite GmbH"})
        stranger = new_test_user(
            self.env,
            "fremd",
            groups=f"{CLERK},kontor_credit_risk.group_credit_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("kontor.blocked.document", "kontor.release"):
            self.assertFalse(self._seen(stranger, model))
