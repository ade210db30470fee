from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestReleases(CreditCase):
    """Releases: by right, with a reason, up to an amount, kept for ever (002-14, 003-29…31)."""

    def setUp(self):
        super().setUp()
        self._limit(100)
        self.order = self._order((self.drill, 5))

    def _release(self, order=None, operation="order", **options):
        ids = (order or self.order).with_user(self.releaser).release_blocks(operation, "Zusage der Bank", **options)
        return self.env["kontor.release"].browse(ids)

    def test_a_released_order_is_confirmed_and_the_release_is_kept(self):
        release = self._release()
        self.assertEqual(
            (release.document_model, release.document_id, release.operation, release.reason_code),
            ("sale.order", self.order.id, "order", "limit"),
        )
        self.assertEqual((release.amount, release.user_id, release.state), (500, self.releaser, "active"))
        self.assertEqual(release.justification, "Zusage der Bank")
        self.order.action_confirm()
        self.assertStatus(self.order, "order")
        self.assertEqual(release.state, "used")
        self.assertEqual(self.order.release_count, 1)
        action = self.customer.with_user(self.clerk).action_open_releases()
        shown = self.env[action["res_model"]].with_user(self.clerk).search(action["domain"])
        self.assertEqual(shown, release, "it is shown on the customer, too")
        self.assertIn("Zusage der Bank", " ".join(self.order.message_ids.mapped("body")))

    def test_a_release_covers_its_amount_and_arms_again_when_the_order_grows(self):
        self._release()
        self.order.order_line.product_uom_qty = 6
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self.order.action_confirm()
        self.order.order_line.product_uom_qty = 5
        self.order.action_confirm()
        with self.assertRaisesRegex(UserError, "exceeds the limit"), self.env.cr.savepoint():
            self.order.order_line.product_uom_qty = 6
            self.env.flush_all()
        self.env.invalidate_all()
        self.order.order_line.product_uom_qty = 4
        self.order.order_line.product_uom_qty = 5

    def test_a_release_is_for_one_operation(self):
        self._release()
        self.order.action_confirm()
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self.order.change_status("delivery")
        self._release(operation="delivery")
        self.order.change_status("delivery")
        self.assertStatus(self.order, "delivery")

    def test_a_delivery_is_released_by_itself(self):
        self._release()
        self.order.action_confirm()
        picking = self.order.picking_ids
        release = self._release(picking, "delivery")
        self.assertEqual((release.document_model, release.amount), ("stock.picking", 500))
        self.order.change_status("delivery")
        self.assertEqual(picking.state, "done")
        self.assertEqual(release.state, "used")

    def test_without_the_right_nobody_releases_administrators_neither_without_a_release(self):
        with self.assertRaisesRegex(UserError, "Release Exceeded Limits.*kontor_releaser"):
            self.order.with_user(self.clerk).release_blocks("order", "Bitte")
        admin = self.env.ref("base.user_admin")
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            self.order.with_user(admin).action_confirm()
        self.order.with_user(admin).release_blocks("order", "Chefsache")
        self.order.with_user(admin).action_confirm()
        self.assertStatus(self.order, "order")

    def test_003_29_31_each_reason_needs_its_own_right(self):
        groups = {
            "limit": "group_override_limit",
            "overdue": "group_override_overdue",
            "internal_overdue": "group_override_internal_overdue",
            "manual_block": "group_override_block",
        }
        users = {
            code: new_test_user(self.env, f"only_{code}", groups=f"{CLERK},kontor_credit_risk.{group}")
            for code, group in groups.items()
        }
        self._invoice(10, due_in=-15)
        self.customer.manual_block = "order"
        reasons = self.order._get_blocks("order")[self.order]
        self.assertEqual({reason["code"] for reason in reasons}, set(groups))
        with self.assertRaisesRegex(UserError, "can't release"):
            self.order.with_user(self.clerk).release_blocks("order", "Nichts davon")
        for code, user in users.items():
            copy = self.env["kontor.release"].browse(self.order.with_user(user).release_blocks("order", "Teilweise"))
            self.assertEqual(copy.mapped("reason_code"), [code], "each releases what is his")
            copy.with_user(user).action_revoke()
        everything = new_test_user(
            self.env, "all_rights", groups=",".join([CLERK, *(f"kontor_credit_risk.{g}" for g in groups.values())])
        )
        ids = self.order.with_user(everything).release_blocks("order", "Alles geprüft")
        self.assertEqual(len(ids), 4)
        self.order.action_confirm()
        self.assertStatus(self.order, "order")

    def test_a_release_ends(self):
        release = self._release(valid_until=self._days(0))
        self.assertEqual(release.valid_until, self._days(0))
        self.assertEqual(release.state, "active")
        self.env.cr.execute("UPDATE kontor_release SET valid_until = %s", [self._days(-1)])
        self.env.invalidate_all()
        self.assertEqual(release.state, "expired")
        self.assertIn(release, release.search([("state", "=", "expired")]))
        with self.assertRaises(UserError):
            self.order.action_confirm()

    def test_a_release_is_revoked_by_someone_with_the_right(self):
        release = self._release()
        with self.assertRaises(UserError):
            release.with_user(self.clerk).action_revoke()
        release.with_user(self.releaser).action_revoke()
        self.assertEqual(release.state, "revoked")
        with self.assertRaises(UserError):
            self.order.action_confirm()

    def test_nobody_writes_or_deletes_a_release(self):
        release = self._release()
        values = {
            "document_model": "sale.order",
            "document_id": self.order.id,
            "document_name": "x",
            "company_id": self.company.id,
            "operation": "order",
            "reason_code": "limit",
            "amount": 1e9,
            "currency_id": self.company.currency_id.id,
            "user_id": self.clerk.id,
            "justification": "x",
        }
        for user in (self.clerk, self.releaser, self.credit_manager, self.env.ref("base.user_admin")):
            Release = self.env["kontor.release"].with_user(user)
            for forge in (
                lambda Release=Release: Release.create(values),
                lambda user=user: release.with_user(user).write({"amount": 1e9}),
                lambda user=user: release.with_user(user).unlink(),
            ):
                with self.assertRaises(UserError):
                    forge()
        for forge in (
            lambda: self.env["kontor.release"].sudo().create(values),
            lambda: release.sudo().write({"amount": 1e9}),
            lambda: release.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                forge()

    def test_unusable_arguments_are_answered_with_a_sentence(self):
        order = self.order.with_user(self.releaser)
        for arguments in (
            ("nonsense", "x"),
            (None, "x"),
            ("order", ""),
            ("order", "  "),
            ("order", None),
            ("order", 5),
            ("order", "x", "morgen"),
            ("order", "x", [1]),
            ("order", "x", "2001-01-01"),
            ("quotation", "x"),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                order.release_blocks(*arguments)
        with self.assertRaises(UserError):
            order.browse().release_blocks("order", "x")
        with self.assertRaises(UserError):
            self._order((self.drill, 1)).with_user(self.releaser).release_blocks("delivery", "x")

    def test_a_copy_is_not_released(self):
        self._release()
        copy = self.order.copy()
        with self.assertRaises(UserError):
            copy.action_confirm()
