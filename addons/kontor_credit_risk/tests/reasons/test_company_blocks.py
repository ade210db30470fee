from odoo import Command
from odoo.addons.kontor_sales.tools.company_values import spread_over_companies
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..common import CLERK, CreditCase


@tagged("post_install", "-at_install")
class TestBlocksPerCompany(CreditCase):
    """003-25…28, 003-30: a manual block, its reason and the workshop flag are each company's own decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Zweite GmbH", "country_id": cls.env.ref("base.de").id})
        cls.keeper = new_test_user(
            cls.env,
            "kredit_zwei",
            groups=f"{CLERK},kontor_credit_risk.group_credit_manager",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )

    def _block_elsewhere(self, block="order"):
        self.customer.with_user(self.keeper).action_set_manual_block(block, "Streit mit der Zweiten", True)
        self.env.invalidate_all()

    def test_003_25_another_company_s_block_stops_nothing_here(self):
        self._block_elsewhere("quotation")
        order = self._order((self.drill, 1))
        self.assertFalse(order.block_text)
        order.change_status("delivery")
        self.assertStatus(order, "delivery")
        self.assertEqual((self.customer.manual_block, self.customer.manual_block_reason), ("none", False))
        self.assertFalse(self.customer.workshop_allowed)
        there = self.customer.with_company(self.other)
        self.assertEqual((there.manual_block, there.workshop_allowed), ("quotation", True))

    def test_003_25_the_block_counts_for_the_document_s_company_whoever_looks(self):
        """A user of both companies sees and confirms an order of the one while he works in the other."""
        order = self._order((self.drill, 1))
        self.customer.action_set_manual_block("order", "Zahlt nicht")
        self.clerk.write({"company_ids": [Command.link(self.other.id)]})
        there = order.with_user(self.clerk).with_context(allowed_company_ids=[self.other.id, self.company.id])
        self.assertIn("Zahlt nicht", there.block_text)
        with self.assertRaisesRegex(UserError, "Zahlt nicht"):
            there.action_confirm()
        self.assertEqual(there.credit_figures["status"]["code"], "order")
        self.assertFalse(there.partner_id.get_customer_header()["status"], "the header is of the company one works in")
        self.assertEqual(self.customer.get_customer_header()["status"]["detail"], "Zahlt nicht")

    def test_003_25_lists_find_the_blocked_of_this_company(self):
        self._block_elsewhere()
        partners = self.env["res.partner"]
        blocked = [("manual_block", "!=", "none"), ("id", "=", self.customer.id)]
        self.assertFalse(partners.search(blocked))
        self.assertEqual(partners.with_company(self.other).search(blocked), self.customer)
        self.customer.action_set_manual_block("delivery", "Hier auch")
        self.assertEqual(partners.search(blocked), self.customer)
        self.assertEqual(self.customer.with_company(self.other).manual_block, "order", "each its own")

    def test_003_25_nobody_reads_another_company_s_reason_in_the_history(self):
        self.env.cr.flush()  # what is created and changed before counts as known
        customer = self.customer.with_context(tracking_disable=False)
        customer.with_user(self.keeper).action_set_manual_block("order", "Streit mit der Zweiten")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        messages = self.customer.message_ids.filtered("tracking_value_ids")
        self.assertTrue(messages)

        def read(user):
            own = self.customer.with_user(user)
            values = messages.sudo().tracking_value_ids
            return {value.field_id.name for value in own._track_filter_for_display(values)} & {
                "manual_block",
                "manual_block_reason",
            }

        self.assertEqual(read(self.keeper), {"manual_block", "manual_block_reason"})
        self.assertFalse(read(self.clerk))

    def test_003_27_a_new_contact_of_a_blocked_customer_is_entered_in_either_company(self):
        self._block_elsewhere()
        self.customer.action_set_manual_block("order", "Hier auch")
        self.clerk.group_ids += self.env.ref("base.group_partner_manager")
        contact = self.env["res.partner"].with_user(self.clerk).create({"name": "Neu", "parent_id": self.customer.id})
        self.assertEqual(contact.manual_block, "order")
        self.assertEqual(contact.sudo().with_company(self.other).manual_block_reason, "Streit mit der Zweiten")

    def test_002_14_the_dialog_blocks_the_customer_in_the_document_s_company(self):
        self._limit(100)
        order = self._order((self.drill, 5))
        self.credit_manager.write({"company_ids": [Command.link(self.other.id)]})
        there = order.with_user(self.credit_manager).with_context(allowed_company_ids=[self.other.id, self.company.id])
        action = there.action_open_release_wizard()
        wizard = there.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"release": False, "block_customer": True, "manual_block": "order", "justification": "Reicht"})
        wizard.action_apply()
        self.assertEqual(self.customer.manual_block, "order")
        self.assertEqual(self.customer.with_company(self.other).manual_block, "none")

    def test_an_old_block_holds_on_for_every_company(self):
        """The migration from one value for all companies."""
        partner = self.env["res.partner"].create({"name": "Alt"})
        free = self.env["res.partner"].create({"name": "Frei"})
        self.env.flush_all()
        self.env.cr.execute("CREATE TEMP TABLE old_partner (id int, manual_block varchar NOT NULL, workshop_allowed bool)")
        self.env.cr.execute(
            "INSERT INTO old_partner VALUES (%s, 'delivery', TRUE), (%s, 'none', FALSE)", [partner.id, free.id]
        )
        self.env.cr.execute("SET LOCAL search_path = pg_temp, public")
        for _again in range(2):  # once more does nothing
            self.env.cr.execute("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()")
            self.env.cr.execute(f"SET LOCAL search_path = {self.env.cr.fetchone()[0]}, public")
            spread_over_companies(self.env.cr, "old_partner", "manual_block", "workshop_allowed", "missing")
        self.env.cr.execute("SELECT id, manual_block, workshop_allowed FROM old_partner ORDER BY id")
        rows = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        self.env.cr.execute("SET LOCAL search_path TO DEFAULT")
        companies = set(map(str, self.env["res.company"].with_context(active_test=False).search([]).ids))
        self.assertEqual(rows[partner.id], (dict.fromkeys(companies, "delivery"), dict.fromkeys(companies, True)))
        self.assertEqual(rows[free.id], (None, None))
