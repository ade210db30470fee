from odoo import api, models

#: Core's names in German that are wrong for what takes an invoice back (§ 14 Abs. 2 Satz 2 UStG): external id → core's
#: word, ours. Where somebody has chosen another one, it stays.
GERMAN_NAMES = {
    "account.menu_action_move_out_refund_type": ("Gutschriften", "Rechnungskorrekturen"),
    "account.action_move_out_refund_type": ("Gutschriften", "Rechnungskorrekturen"),
    "account.action_move_out_refund_type_non_legacy": ("Gutschriften", "Rechnungskorrekturen"),
    "account.selection__account_move__move_type__out_refund": ("Kundengutschrift", "Rechnungskorrektur"),
}


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
        for xmlid, (theirs, ours) in GERMAN_NAMES.items():
            record = self.env.ref(xmlid, raise_if_not_found=False)
            if record and record.with_context(lang="de_DE").name == theirs:
                record.with_context(lang="de_DE").name = ours
