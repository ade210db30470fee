from odoo.tests import tagged

from ...models.texts.core_names import call_corrections_so
from ..common import OrderCase


@tagged("post_install", "-at_install")
class TestCoreNames(OrderCase):
    """In German our credit notes are Rechnungskorrekturen, on core's screens too; a supplier's stay (§ 14 UStG)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["ir.module.module"].search([("name", "=", "account")])._update_translations(["de_DE"])

    def _german(self, xmlid, field):
        return self.env.ref(xmlid).with_context(lang="de_DE")[field] or ""

    def test_004_21_screens(self):
        for xmlid, field in (
            ("account.view_account_invoice_filter", "arch_db"),
            ("account.account_journal_dashboard_kanban_view", "arch_db"),
            ("account.action_move_out_refund_type", "help"),
            ("account.selection__account_move__move_type__out_refund", "name"),
        ):
            text = self._german(xmlid, field)
            self.assertIn("Rechnungskorrektur", text, xmlid)
            self.assertNotRegex(text, r"\bGutschrift", xmlid)
        self.assertEqual(
            self._german("account.selection__account_move__move_type__in_refund", "name"), "Lieferantengutschrift"
        )

    def test_004_21_they_stay_when_odoos_translations_are_loaded_anew(self):
        modules = self.env["ir.module.module"].search([("name", "=", "account")])
        modules._update_translations(["de_DE"], overwrite=True)
        self.assertNotRegex(self._german("account.view_account_invoice_filter", "arch_db"), r"\bGutschrift")

    def test_004_21_words_inside_of_texts(self):
        for theirs, ours in (
            ("Eine Gutschrift erstellen", "Eine Rechnungskorrektur erstellen"),
            ("Eine Lieferantengutschrift erstellen", "Eine Lieferantengutschrift erstellen"),
            ("Selbstfakturierte Gutschrift", "Selbstfakturierte Gutschrift"),
        ):
            self.assertEqual(call_corrections_so(theirs), ours)

    def test_004_21_names_in_code(self):
        german = self.env["account.move"].with_context(lang="de_DE")
        refund, supplier = german.new({"move_type": "out_refund"}), german.new({"move_type": "in_refund"})
        self.assertEqual(refund.type_name, "Rechnungskorrektur")
        self.assertTrue(refund._get_move_display_name().startswith("Rechnungskorrektur (Entwurf)"))
        self.assertEqual(refund._creation_message(), "Rechnungskorrektur erstellt")
        self.assertEqual(supplier.type_name, "Lieferantengutschrift")
        self.assertEqual(german.new({"move_type": "out_invoice"}).action_reverse()["name"], "Rechnungskorrektur")
        self.assertEqual(german.new({"move_type": "in_invoice"}).action_reverse()["name"], "Lieferantengutschrift")
