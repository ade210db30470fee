from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestRights(CreditCase):
    """Limits, blocks and rules can't be written by those without the right; everybody sees the figures."""

    def test_limits_are_kept_by_those_with_the_right(self):
        limit = self._limit(100)
        for user in (self.clerk, self.seller):
            Limit = self.env["kontor.credit.limit"].with_user(user)
            with self.assertRaises(AccessError):
                Limit.create({"partner_id": self.customer.id, "kind": "internal", "amount": 1e6})
            with self.assertRaises(AccessError):
                limit.with_user(user).amount = 1e6
            with self.assertRaises(AccessError):
                limit.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.customer.with_user(user).write({"credit_limit_ids": [(0, 0, {"amount": 5, "kind": "internal"})]})
        limit.with_user(self.releaser).amount = 200
        with self.assertRaises(AccessError):
            limit.with_user(self.releaser).unlink()
        limit.with_user(self.credit_manager).unlink()

    def test_who_may_not_change_a_block_is_told_once_who_can(self):
        editor = new_test_user(self.env, "editor", groups=f"{CLERK},base.group_partner_manager")
        for values in ({"manual_block": "order"}, {"workshop_allowed": True}):
            with self.assertRaises(UserError) as refusal:
                self.customer.with_user(editor).write(values)
            text = str(refusal.exception)
            self.assertEqual(text.count("It can be changed with"), 1, text)
            self.assertNotIn("released", text)
        order = self._order()
        with self.assertRaisesRegex(UserError, "(?s)lack the right to block.*can be changed with"):
            order.with_user(editor).action_block_order("weil")

    def test_a_refused_release_names_each_document_once(self):
        order = self._order()
        order.with_user(self.credit_manager).action_block_order("Rückfrage")
        editor = new_test_user(self.env, "editor", groups=CLERK)
        with self.assertRaises(UserError) as refusal:
            order.with_user(editor).release_blocks("order", "Bitte")
        self.assertEqual(str(refusal.exception).count(order.name), 1)
        none = self.env["kontor.blocked.document"]
        for act in (none.action_release, none.action_reject):
            with self.assertRaisesRegex(UserError, "Choose blocked documents"):
                act()

    def test_the_manual_block_belongs_to_the_credit_management(self):
        partner_editor = new_test_user(self.env, "editor", groups=f"{CLERK},base.group_partner_manager")
        customer = self.customer.with_user(partner_editor)
        with self.assertRaises(UserError):
            customer.manual_block = "order"
        with self.assertRaises(UserError):
            customer.workshop_allowed = True
        with self.assertRaises(UserError):
            self.env["res.partner"].with_user(partner_editor).create({"name": "x", "manual_block": "delivery"})
        self.customer.manual_block = "order"
        with self.assertRaises(UserError):
            customer.manual_block = "none"
        contact = (
            self.env["res.partner"].with_user(partner_editor).create({"name": "Kontakt", "parent_id": self.customer.id})
        )
        self.assertEqual(contact.manual_block, "order")
        customer.write({"name": "Baumarkt Süd AG", "manual_block": "order"})
        blocker = new_test_user(
            self.env, "blocker", groups=f"{CLERK},base.group_partner_manager,kontor_credit_risk.group_override_block"
        )
        self.customer.with_user(blocker).manual_block = "none"

    def _calling(self, user):
        """Let a user be the one who called: the ORM writes on partners by commands in his name."""
        return patch.object(self.env.transaction, "default_env", self.env(user=user))

    def test_003_27_nobody_sheds_a_block_or_a_limit_by_belonging_to_another_customer(self):
        editor = new_test_user(self.env, "editor", groups=f"{CLERK},base.group_partner_manager")
        blocker = new_test_user(
            self.env, "blocker", groups=f"{CLERK},base.group_partner_manager,kontor_credit_risk.group_override_block"
        )
        free = self.env["res.partner"].create({"name": "Freier Kunde", "is_company": True})
        blocked = self.customer.copy({"name": "Gesperrter Kunde", "is_company": True, "email": False})
        free.email = blocked.email
        blocked.manual_block = "order"
        merge = self.env["base.partner.merge.automatic.wizard"]
        ways = {
            "contact": lambda user: blocked.with_user(user).write({"is_company": False, "parent_id": free.id}),
            "by the parent": lambda user: (
                blocked.with_user(user).write({"company_type": "person"}),
                free.with_user(user).write({"child_ids": [Command.link(blocked.id)]}),
            ),
            "import": lambda user: blocked.with_user(user)._load_records_write({"is_company": False, "parent_id": free.id}),
            "merged": lambda user: merge.with_user(user)._merge((blocked | free).ids, free.with_user(user)),
        }
        for name, way in ways.items():
            with self.subTest(way=name), self.env.cr.savepoint() as savepoint:
                with self._calling(editor), self.assertRaisesRegex(UserError, "Gesperrter Kunde.*would be lost"):
                    way(editor)
                savepoint.rollback()
                self.env.invalidate_all()
                with self._calling(blocker):
                    way(blocker)  # who may lift it, may do so
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(blocked.manual_block, "order")
        blocked.manual_block = "none"
        self.env["kontor.credit.limit"].create({"partner_id": blocked.id, "amount": 5})
        with self.assertRaisesRegex(UserError, "Gesperrter Kunde.*would be lost"):
            ways["contact"](blocker)
        ways["contact"](self.credit_manager)
        self.assertEqual(blocked.commercial_partner_id, free)

    def test_a_contact_of_a_customer_without_a_block_moves_freely(self):
        editor = new_test_user(self.env, "editor", groups=f"{CLERK},base.group_partner_manager")
        free, other = self.env["res.partner"].create([{"name": "A", "is_company": True}, {"name": "B", "is_company": True}])
        contact = self.env["res.partner"].create({"name": "Kontakt", "parent_id": free.id})
        free.manual_block = "order"
        contact.with_user(editor).parent_id = other
        self.assertEqual(contact.commercial_partner_id, other)
        other.with_user(editor).write({"is_company": False, "parent_id": free.id})
        self.assertEqual(other.commercial_partner_id, free)

    def test_a_warehouse_user_sees_the_figures_and_is_refused_with_a_sentence(self):
        self._limit(500)
        order = self._in_status("order", (self.drill, 5))
        self._invoice(300)
        warehouse = new_test_user(self.env, "kontor_lager", groups="stock.group_stock_user")
        picking = order.picking_ids.with_user(warehouse)
        self.env.invalidate_all()
        self.assertIn("exceeds the limit", picking.block_text)
        self.assertTrue(picking.credit_figures["limits"])
        with self.assertRaisesRegex(UserError, "exceeds the limit"):
            picking.button_validate()

    def test_003_29_31_the_warehouse_decides_nothing_about_credit(self):
        """Who may write on orders and deliveries for the sake of his work releases and blocks nothing."""
        order = self._in_status("order", (self.drill, 5))
        self._limit(100)
        quotation = self._order((self.drill, 5))
        quotation._record_blocked("order")
        entry = self.env["kontor.blocked.document"].search([("document_id", "=", quotation.id)], limit=1)
        warehouse = new_test_user(self.env, "kontor_lager", groups="stock.group_stock_user")
        works = (
            lambda: quotation.with_user(warehouse).release_blocks("order", "eilig"),
            lambda: order.picking_ids.with_user(warehouse).release_blocks("delivery", "eilig"),
            lambda: order.with_user(warehouse).action_block_order("weil"),
            order.with_user(warehouse).action_unblock_order,
            lambda: order.with_user(warehouse).write({"credit_hold": True}),
            lambda: self.customer.with_user(warehouse).action_set_manual_block("order", "weil"),
            lambda: entry.with_user(warehouse).action_release("eilig"),
            lambda: entry.with_user(warehouse).action_reject("nein"),
        )
        for work in works:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                work()
        self.assertFalse(order.credit_hold)
        self.assertFalse(self.env["kontor.release"].search([("document_id", "in", (order | quotation).ids)]))

    def test_rules_belong_to_the_credit_manager(self):
        rule = self.env["kontor.block.rule"].search([("reason_code", "=", "limit")], limit=1)
        with self.assertRaises(AccessError):
            rule.with_user(self.clerk).effect = "none"
        rule.with_user(self.credit_manager).effect = "warn"

    def test_003_29_31_who_sets_the_rules_sets_those_of_his_own_field(self):
        """Nobody switches off what checks his own work: no seller the limits, no credit manager purchasing or dunning."""
        rules = self.env["kontor.block.rule"].search([("company_id", "=", self.company.id)])
        seller = new_test_user(self.env, "verkaufsleitung", groups="sales_team.group_sale_manager")
        admin = new_test_user(self.env, "einrichter", groups="base.group_system")
        own = {"limit", "internal_limit", "overdue", "internal_overdue", "delivery_stop"}
        for rule in rules:
            self.assertFalse(rule.with_user(seller).may_change)
            self.assertTrue(rule.with_user(admin).may_change)
            mine = rule.with_user(self.credit_manager)
            self.assertEqual(mine.may_change, rule.reason_code in own)
            self.assertTrue(rule.with_user(seller).manager_text, "readable by all, with who sets it")
            with self.assertRaises(UserError):
                rule.with_user(seller).effect = "none"
            if rule.reason_code in own:
                mine.effect = "warn"
            else:
                with self.assertRaisesRegex(UserError, "is set with the right"):
                    mine.effect = "none"
            rule.with_user(admin).effect = "block"
            for user in (seller, self.credit_manager, admin):
                with self.assertRaises(UserError):
                    rule.with_user(user).unlink()
                with self.assertRaises(UserError):
                    rules.with_user(user).create({"reason_code": rule.reason_code, "operation": "invoice", "effect": "none"})

    def test_003_29_31_each_right_is_given_without_developer_mode(self):
        """Groups without a privilege are shown in developer mode only."""
        names = self.env["ir.model.data"].search([("model", "=", "res.groups"), ("module", "=like", "kontor_%")])
        groups = self.env["res.groups"].browse(names.mapped("res_id"))
        self.assertGreaterEqual(len(groups), 5)
        self.assertFalse(groups.filtered(lambda group: not group.privilege_id).mapped("name"))

    def test_the_work_list_is_not_written(self):
        self._limit(100)
        self._order((self.drill, 5))._record_blocked("order")
        entry = self.env["kontor.blocked.document"].search([], limit=1)
        for user in (self.clerk, self.releaser, self.credit_manager):
            with self.assertRaises(AccessError):
                entry.with_user(user).write({"state": "released"})

    def test_a_customer_in_the_portal_reads_nothing_about_credit(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        portal = new_test_user(self.env, "portal_kunde", groups="base.group_portal")
        with self.assertRaises(UserError) as refusal:
            order.with_user(portal).sudo().action_confirm()
        self.assertNotIn("limit", str(refusal.exception).lower())
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["limit_amount"])

    def test_figures_of_another_company_s_limits_are_not_read(self):
        other = self.env["res.company"].create({"name": "Andere GmbH"})
        limit = self._limit(100, company_id=other.id)
        self.assertNotIn(limit, self.env["kontor.credit.limit"].with_user(self.clerk).search([]))
