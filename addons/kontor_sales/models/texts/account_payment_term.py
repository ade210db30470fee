from markupsafe import Markup
from odoo import api, models
from odoo.tools import html2plaintext, is_html_empty

#: What core's own terms say in German: Odoo's translations of their texts never arrive, as they are wrapped in HTML.
GERMAN_NOTES = {
    "immediate": "Zahlbar sofort ohne Abzug.",
    "15days": "Zahlbar innerhalb von 15 Tagen ohne Abzug.",
    "21days": "Zahlbar innerhalb von 21 Tagen ohne Abzug.",
    "30days": "Zahlbar innerhalb von 30 Tagen ohne Abzug.",
    "45days": "Zahlbar innerhalb von 45 Tagen ohne Abzug.",
    "end_following_month": "Zahlbar bis zum Ende des Folgemonats ohne Abzug.",
    "30_days_end_month_the_10": "Zahlbar bis 10 Tage nach Ende des Folgemonats ohne Abzug.",
    "advance_60days": "30 % sofort, der Rest innerhalb von 60 Tagen ohne Abzug.",
    "30days_early_discount": "Bei Zahlung innerhalb von 7 Tagen 2 % Skonto, sonst innerhalb von 30 Tagen ohne Abzug.",
    "90days_on_the_10th": "Zahlbar nach 90 Tagen, jeweils zum 10. des Monats.",
}


class AccountPaymentTerm(models.Model):
    """Terms of payment in the language of the document: an English invoice has no German sentence on it."""

    _inherit = "account.payment.term"

    def _get_printed_note(self):
        """Return what documents say of these terms, in the language of the environment.

        A text that was never translated is in the language of the house; in another one, the sentence follows from the
        terms themselves.

        :return: Markup; False where nothing is printed
        """
        term = self[:1]
        if is_html_empty(term.note):
            return False
        # sudo: in which language the house writes is no secret
        home = (term.company_id or self.env.company).sudo().partner_id._get_document_lang()
        is_foreign = (self.env.lang or "en_US").split("_")[0] != home.split("_")[0]
        if is_foreign and term.with_context(lang=home).note == term.note:
            sentence = term._describe_terms()
            return Markup("<p>%s</p>") % sentence if sentence else term.note
        return term.note

    def _get_printed_terms(self):
        """Return the terms as one line of a document says them: the text that is printed, else the name."""
        return html2plaintext(self._get_printed_note() or "").strip() or self.name or ""

    def _describe_terms(self):
        """Return a sentence that says these terms, in the language of the environment; False for several instalments."""
        self.ensure_one()
        line = self.line_ids
        if len(line) != 1 or line.value != "percent" or line.delay_type != "days_after":
            return False
        if not line.nb_days:
            return self.env._("Payable immediately without deduction.")
        if not self.early_discount:
            return self.env._("Payable within %(days)s days without deduction.", days=line.nb_days)
        return self.env._(
            "%(percent)s %% discount for payment within %(early)s days, otherwise payable within %(days)s days without"
            " deduction.",
            percent=f"{self.discount_percentage:g}",
            early=self.discount_days,
            days=line.nb_days,
        )

    @api.model
    def _say_terms_in_german(self):
        """Give core's terms their sentences in German, unless somebody wrote one."""
        if "de_DE" not in dict(self.env["res.lang"].get_installed()):
            return
        for name, note in GERMAN_NOTES.items():
            term = self.env.ref(f"account.account_payment_term_{name}", raise_if_not_found=False)
            source = term.with_context(lang="en_US").note if term else ""
            is_core = html2plaintext(source or "").strip().startswith("Payment terms: ")
            if is_core and term.with_context(lang="de_DE").note == source:
                # a translation: writing the text would replace it in all languages
                terms = dict.fromkeys(term._fields["note"].get_trans_terms(source), note)
                term.update_field_translations("note", {"de_DE": terms})
