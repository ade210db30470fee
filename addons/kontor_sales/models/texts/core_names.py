import re

from odoo import api, models
from odoo.tools.translate import code_translations

#: Core's names in German that are wrong for what takes an invoice back (§ 14 Abs. 2 Satz 2 UStG): external id → field →
#: core's word → ours. Where somebody has chosen another one, it stays. What suppliers write keeps its name.
GERMAN_NAMES = {
    "account.menu_action_move_out_refund_type": {"name": {"Gutschriften": "Rechnungskorrekturen"}},
    "account.action_move_out_refund_type": {"name": {"Gutschriften": "Rechnungskorrekturen"}, "help": {}},
    "account.action_move_out_refund_type_non_legacy": {"name": {"Gutschriften": "Rechnungskorrekturen"}, "help": {}},
    "account.action_move_switch_move_type": {
        "name": {"In Rechnung/Gutschrift umwandeln": "In Rechnung/Rechnungskorrektur umwandeln"}
    },
    "account.selection__account_move__move_type__out_refund": {"name": {"Kundengutschrift": "Rechnungskorrektur"}},
    "account.selection__account_invoice_report__move_type__out_refund": {"name": {"Kundengutschrift": "Rechnungskorrektur"}},
    "account.selection__account_payment__reconciled_invoices_type__credit_note": {
        "name": {"Gutschrift": "Korrektur/Gutschrift"}
    },
    "account.field_account_move_reversal__reason": {
        "field_description": {"Begründung auf Gutschrift angezeigt": "Begründung, auf der Rechnungskorrektur gedruckt"}
    },
    "account.field_account_journal__refund_sequence": {
        "field_description": {
            "Gesonderter Nummerkreis für Gutschriften": "Gesonderter Nummernkreis für Rechnungskorrekturen"
        },
        "help": {},
    },
    "account.email_template_edi_credit_note": {
        "name": {"Gutschrift: Versand": "Rechnungskorrektur: Versand"},
        "description": {},
        "subject": {},
        "body_html": {},
    },
    "product.field_product_product__description_sale": {"help": {}},
    "product.field_product_template__description_sale": {"help": {}},
    # of customers and suppliers alike
    "account.view_account_payment_form": {"arch_db": {"Gutschrift": "Korrektur/Gutschrift"}},
    "account.view_account_move_line_payment_filter": {"arch_db": {}},
    "account.view_out_credit_note_tree": {"arch_db": {}},
    "account.view_move_form": {"arch_db": {}},
    "account.view_account_invoice_filter": {"arch_db": {}},
    "account.view_account_invoice_report_search": {"arch_db": {"Gutschriften": "Korrekturen und Gutschriften"}},
    "account.report_invoice_document": {"arch_db": {}},
    "account.account_journal_dashboard_kanban_view": {"arch_db": {}},
    "l10n_din5008.report_invoice_document": {"arch_db": {}},
}

#: Words inside of longer texts: a credit note of the house becomes a Rechnungskorrektur, a supplier's stays.
GERMAN_WORDS = (
    (re.compile(r"(?<![A-Za-zäöüß])(?<!fakturierte )Gutschriften\b"), "Rechnungskorrekturen"),
    (re.compile(r"(?<![A-Za-zäöüß])(?<!fakturierte )Gutschriftsdatum\b"), "Datum der Rechnungskorrektur"),
    (re.compile(r"(?<![A-Za-zäöüß])(?<!fakturierte )Gutschrift\b"), "Rechnungskorrektur"),
)


def call_corrections_so(text, names=None):
    """Return a German text of core's with Kontor's word for a credit note to a customer.

    :param str text: as core has it
    :param dict names: whole texts that get a name of their own
    """
    if names and text in names:
        return names[text]
    for pattern, ours in GERMAN_WORDS:
        text = pattern.sub(ours, text)
    return text


class IrActionsReport(models.Model):
    """Core's own records in the words of the paper. Odoo never replaces a translation that is there, so they are written."""

    _inherit = "ir.actions.report"

    @api.model
    def _call_files_like_papers(self, *xmlids):
        """Let the files of core's reports be called the same in every language: core translates the expression.

        :param xmlids: external ids of the reports
        """
        for xmlid in xmlids:
            report = self.env.ref(xmlid)
            expression = report.with_context(lang="en_US").print_report_name
            for lang, _name in self.env["res.lang"].get_installed():
                report.with_context(lang=lang).print_report_name = expression

    @api.model
    def _call_corrections_so(self):
        """Call core's menu and lists of Gutschriften in German what the documents are called."""
        if "de_DE" not in dict(self.env["res.lang"].get_installed()):
            return
        for xmlid, texts in GERMAN_NAMES.items():
            record = self.env.ref(xmlid, raise_if_not_found=False)
            for field, names in texts.items() if record else ():
                self._call_one_so(record, field, names)

    @api.model
    def _call_one_so(self, record, field, names):
        """Bring one text of core's to Kontor's word in German, whole or term by term; its other languages stay."""
        if not callable(record._fields[field].translate):
            theirs = record.with_context(lang="de_DE")[field]
            ours = call_corrections_so(theirs, names) if theirs else theirs
            if ours != theirs:
                record.update_field_translations(field, {"de_DE": ours})
            return
        translations, _facts = record.get_field_translations(field, langs=["de_DE"])
        theirs = {item["source"]: item["value"] for item in translations if item["value"]}
        ours = {source: call_corrections_so(value, names) for source, value in theirs.items()}
        changed = {source: value for source, value in ours.items() if value != theirs[source]}
        if changed:
            record.update_field_translations(field, {"de_DE": changed})


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Keep Kontor's words where core's translations are loaded anew, or German is added."""
        res = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if "de_DE" in langs:
            self.env["ir.actions.report"]._call_corrections_so()
        return res


class AccountMove(models.Model):
    """What core calls a credit note in its code, in the words of the paper: our own is not what a supplier gives us."""

    _inherit = "account.move"

    def _compute_type_name(self):
        res = super()._compute_type_name()
        for move in self.filtered(lambda move: move.move_type == "out_refund"):
            move.type_name = self.env._("Credit Note")
        return res

    def _get_move_display_name(self, show_ref=False):
        name = super()._get_move_display_name(show_ref=show_ref)
        if self.move_type != "out_refund":
            return name
        core = "Draft Credit Note"
        theirs = code_translations.get_python_translations("account", self.env.lang or "en_US").get(core, core)
        return self.env._("Draft Credit Note") + name.removeprefix(theirs) if name.startswith(theirs) else name

    def action_reverse(self):
        action = super().action_reverse()
        if self.is_invoice():
            is_ours = all(move.is_sale_document() for move in self)
            action["name"] = self.env._("Credit Note") if is_ours else self.env._("Vendor Credit Note")
        return action

    def _creation_message(self):
        message = super()._creation_message()
        return self.env._("Credit Note Created") if self.move_type == "out_refund" else message
