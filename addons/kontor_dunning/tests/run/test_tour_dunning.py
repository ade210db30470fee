from datetime import date

from odoo.tests import HttpCase, tagged

from ..common import DunningCase


@tagged("post_install", "-at_install", "kontor_once")
class TestTourDunning(DunningCase, HttpCase):
    """Dunning on the screen, as the clerk of the dunning department and as the one who sells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the tours read English texts, whatever the database's language
        (cls.dunner | cls.clerk).lang = "en_US"
        for level, name in ((cls.reminder, "Payment Reminder"), (cls.dunning, "Dunning Notice")):
            level.with_context(lang="en_US").name = name

    def _render_real_pdfs(self):
        """Make documents as in real life; tests get HTML instead otherwise, which is no print."""
        reports = self.env.registry["ir.actions.report"]
        original = reports._pre_render_qweb_pdf

        def forced(self, *args, **kwargs):
            return original(self.with_context(force_report_rendering=True), *args, **kwargs)

        self.patch(reports, "_pre_render_qweb_pdf", forced)

    def _tour(self, path, tour, user=None):
        self.env.flush_all()
        self.start_tour(path, tour, login=(user or self.dunner).login)
        self.env.invalidate_all()

    def test_from_the_proposal_to_the_printed_stack(self):
        self._render_real_pdfs()
        half_year = date(self.date.year, 7 if self.date.month >= 7 else 1, 1)
        self.env["kontor.base.rate"].search([("date_from", ">=", half_year)]).unlink()
        old = self._invoice(50, 100)
        self._dun(self._after(-20))
        new = self._invoice(10, 30)
        regular = self._invoice(10, 40, self._partner("Stammkunde"))
        other = self._invoice(10, 50, self._partner("Anderer"))
        before = self.env["kontor.dunning.run"].search([])
        self._tour("/odoo/action-kontor_dunning.action_dunning_run", "kontor_dunning_run")
        run = self.env["kontor.dunning.run"].search([]) - before
        self.assertEqual(run.state, "done")
        self.assertEqual(run.user_id, self.dunner)
        self.assertEqual(run.letter_ids.partner_id, self.customer | other.partner_id)
        self.assertEqual(old.dunning_level_id, self.reminder, "what would have risen higher stays")
        self.assertEqual((new | other).dunning_level_id, self.reminder)
        self.assertFalse(regular.dunning_level_id)
        self.assertEqual(run.letter_ids.mapped("fee_amount"), [0, 0])
        self.assertTrue(all(run.letter_ids.mapped("printed_on")))

    def test_withdraw(self):
        invoice = self._invoice(10)
        letter = self._dun()
        self._tour(f"/odoo/action-kontor_dunning.action_dunning_letter/{letter.id}", "kontor_dunning_withdraw")
        self.assertEqual((letter.state, letter.withdraw_reason), ("withdrawn", "The payment had already arrived"))
        self.assertFalse(invoice.dunning_level_id)

    def test_the_customers_tab(self):
        self._invoice(10)
        self._dun()
        self._tour(f"/odoo/action-account.res_partner_action_customer/{self.customer.id}", "kontor_dunning_customer")
        self.assertTrue(self.customer.dunning_exempt)
        self.assertEqual(self.customer.dunning_exempt_reason, "Pays by instalments")
        self.assertFalse(self._dun(self._after(30)))

    def test_001_1_the_order_and_its_badge(self):
        order = self._in_status("invoice")
        order.invoice_ids.line_ids.filtered("date_maturity").date_maturity = self._after(-1)
        path = "/odoo/action-kontor_sales.action_order"
        self._tour(f"{path}/{order.id}", "kontor_dunning_order")
        self.assertEqual(order.invoice_ids.dunning_line_ids.letter_id.early_reason, "The customer is moving")
        self.assertStatus(order, "dunning")
        self._tour(path, "kontor_dunning_order_list", self.clerk)
