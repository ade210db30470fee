from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..invoicing.test_final_invoice import InvoicingCase


@tagged("post_install", "-at_install")
class TestHashChain(InvoicingCase):
    """GoBD Rz. 107: what is posted in German books is secured from the first day on, and nothing of Kontor's stops at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create({"name": "Rechnungen", "code": "HASH", "type": "sale"})
        cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", cls.company.id)]).sequence = 20
        cls.journal.sequence = 1

    def _invoice(self, **values):
        order = self._order((self.drill, 1))
        order.action_confirm()
        move = self._invoices(order, "full", post=False)
        move.write({"journal_id": self.journal.id, **values})
        return move

    def test_it_is_on_in_a_german_company(self):
        self.assertTrue(self.journal.restrict_mode_hash_table)
        company = self.env["res.company"].create({"name": "Neu GmbH", "country_id": self.env.ref("base.de").id})
        self.assertTrue(company.restrictive_audit_trail)
        self.assertTrue(self._journal_of(company).restrict_mode_hash_table)
        # those that came with the chart of accounts
        journals = self.env["account.journal"].search([("company_id", "=", self.company.id), ("type", "=", "sale")])
        self.assertTrue(all(journals.mapped("restrict_mode_hash_table")))

    def test_not_where_the_books_are_not_german_or_somebody_decided(self):
        chosen = self.env["account.journal"].create(
            {"name": "Kasse", "code": "NOT", "type": "sale", "restrict_mode_hash_table": False}
        )
        self.assertFalse(chosen.restrict_mode_hash_table)
        company = self.env["res.company"].create({"name": "Neu Inc.", "country_id": self.env.ref("base.us").id})
        self.assertFalse(company.restrictive_audit_trail)
        self.assertFalse(self._journal_of(company).restrict_mode_hash_table)
        company.country_id = self.env.ref("base.de")
        self.assertTrue(company.restrictive_audit_trail)

    def _journal_of(self, company):
        return self.env["account.journal"].create({"name": "S", "code": "SLS", "type": "sale", "company_id": company.id})

    def test_a_batch_is_one_chain_and_is_corrected_by_a_credit_note_only(self):
        moves = self._invoice() | self._invoice() | self._invoice()
        moves.action_post()
        self.assertTrue(all(moves.mapped("inalterable_hash")))
        self.assertEqual(self._state_of_chain(), "verified")
        with self.assertRaisesRegex(UserError, "secured by a hash"):
            moves[0].button_draft()
        order = moves[0].line_ids.sale_line_ids.order_id
        order.change_status("cancel")
        credit = moves[0].reversal_move_ids
        self.assertEqual((credit.state, moves[0].payment_state), ("posted", "reversed"))
        self.assertTrue(credit.inalterable_hash)
        self.assertEqual(self._state_of_chain(), "verified")

    def _state_of_chain(self):
        self.env.user.group_ids |= self.env.ref("account.group_account_user")
        results = self.company._check_hash_integrity()["results"]
        states = {result["status"] for result in results if result["journal_name"].startswith("Rechnungen (")}
        return states.pop() if len(states) == 1 else states

    def test_it_is_checked_with_the_right_to_export(self):
        auditor = new_test_user(self.env, "kontor_chain", groups="base.group_user,kontor_sales.group_audit_export")
        moves = self._invoice() | self._invoice()
        moves.action_post()
        exports = self.env["kontor.audit.export"].with_user(auditor)
        said = exports.action_check_hash_chain()["params"]
        self.assertEqual(said["type"], "success")
        self.assertIn(moves[1].name, said["message"])
        with self.assertRaises(AccessError):
            exports.with_user(self.clerk).action_check_hash_chain()
        # somebody in the database itself
        line = moves[0].line_ids[:1]
        self.env.cr.execute("UPDATE account_move_line SET name = 'Andere Ware' WHERE id = %s", [line.id])
        self.env.invalidate_all()
        said = exports.action_check_hash_chain()["params"]
        self.assertEqual(said["type"], "danger")
        self.assertIn(moves[0].name, said["message"])

    def test_core_s_dialog_posts_what_is_secured(self):
        move = self._invoice()
        dialog = self.env["validate.account.move"].with_context(active_model="account.move", active_ids=move.ids)
        Form(dialog).save().validate_move()
        self.assertEqual(move.state, "posted")

    def test_it_begins_with_the_next_invoice_whatever_was_posted_before(self):
        self.journal.restrict_mode_hash_table = False
        first, reset, third = self._invoice(), self._invoice(), self._invoice()
        (first | reset | third).action_post()
        reset.button_draft()
        self.company._set_up_audit()
        self.assertTrue(self.journal.restrict_mode_hash_table)
        fourth = self._invoice()
        fourth.action_post()
        self.assertTrue(fourth.inalterable_hash)
        self.assertFalse(any((first | third).mapped("inalterable_hash")), "nobody waits for the past")
        self.assertEqual(self._state_of_chain(), "verified")
        with self.assertRaisesRegex(UserError, "Cancel this draft and make the document anew"):
            reset.action_post()
        self.assertEqual(reset.state, "draft")

    def test_who_comes_second_goes_on_from_what_the_first_one_committed(self):
        first = self._invoice()
        first.action_post()
        second = self._invoice()
        elsewhere = (first.sequence_number + 1, "$4$abc")
        second.name = first.name[:-1] + str(first.sequence_number + 2)
        read = type(second)._read_chain_end
        with patch.object(type(second), "_read_chain_end", lambda move: max(read(move), elsewhere)):
            second.action_post()
        self.assertEqual(second.inalterable_hash, second._calculate_hashes("$4$abc")[second])
