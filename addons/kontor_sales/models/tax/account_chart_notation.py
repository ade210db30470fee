from odoo import api, models

#: What l10n_de calls a rate on documents → one notation of all, with a blank before the sign (DIN 5008).
GERMAN = {
    "USt 0%": "USt 0 %",
    "USt 5,5%": "USt 5,5 %",
    "USt 7%": "USt 7 %",
    "Umsatzsteuer 7 %": "USt 7 %",
    "USt 10,7%": "USt 10,7 %",
    "USt 19%": "USt 19 %",
    "USt x%": "USt x %",
    "7% USt": "USt 7 %",
    "7 % USt": "USt 7 %",
    "7% USt EU": "USt 7 % EU",
    "7 % USt EU": "USt 7 % EU",
    "7% VSt": "USt 7 %",
    "19% USt": "USt 19 %",
    "19 % USt": "USt 19 %",
    "19% USt EU": "USt 19 % EU",
    "19 % USt EU": "USt 19 % EU",
    "19% VSt": "USt 19 %",
}
ENGLISH = {
    "VAT 5,5%": "VAT 5.5%",
    "VAT 10,7%": "VAT 10.7%",
    "7% VAT": "VAT 7%",
    "7% VSt": "VAT 7%",
    "7% VAT EU": "VAT 7% EU",
    "7% USt EU": "VAT 7% EU",
    "19% VAT": "VAT 19%",
    "19% VSt": "VAT 19%",
    "19% VAT EU": "VAT 19% EU",
    "19% USt EU": "VAT 19% EU",
}


class AccountChartTemplate(models.AbstractModel):
    """One notation of tax rates on all documents, in the column of positions and in the totals.

    l10n_de writes "19% USt" in the one, "Umsatzsteuer 7 %" and "USt 19%" in the other.
    """

    _inherit = "account.chart.template"

    @api.model
    def _load_translations(self, langs=None, companies=None, template_data=None):
        # also when a language is installed later
        result = super()._load_translations(langs=langs, companies=companies, template_data=template_data)
        self._write_rates_alike(companies)
        return result

    @api.model
    def _write_rates_alike(self, companies=None):
        """Write the rates in the names of tax groups and in the labels of taxes alike. May be called again.

        What somebody has named otherwise than l10n_de stays.

        :param companies: ``res.company`` with a German chart of accounts; None for all
        """
        domain = [("chart_template", "in", ("de_skr03", "de_skr04"))]
        # sudo: the names that a chart came with, of companies that whoever installs a language need not work in
        companies = (companies or self.env["res.company"].sudo().search(domain)).sudo().filtered_domain(domain)
        inside = [("company_id", "in", companies.ids)]
        groups = self.env["account.tax.group"].sudo().search(inside)  # sudo: as above
        taxes = self.env["account.tax"].sudo().with_context(active_test=False).search(inside)  # sudo: as above
        for code, _name in self.env["res.lang"].get_installed():
            notation = GERMAN if code.startswith("de") else ENGLISH if code.startswith("en") else {}
            for records, field in ((groups, "name"), (taxes, "invoice_label")):
                for record in records.with_context(lang=code) if notation else ():
                    if record[field] in notation:
                        record[field] = notation[record[field]]
