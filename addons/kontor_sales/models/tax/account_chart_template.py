from odoo import Command, api, models

from .account_tax import CATEGORIES

#: Sales taxes of l10n_de → treatment; ``{}`` is the chart's name.
TREATMENTS = {
    "tax_ust_19_{}": "standard",
    "tax_ust_7_{}": "standard",
    "tax_ust_19_eu_{}": "standard",
    "tax_ust_eu_{}": "standard",
    "tax_ust_55_farmer_{}": "standard",
    "tax_ust_107_farmer_{}": "standard",
    "tax_ust_19_farmer_{}": "standard",
    "tax_eu_sale_{}": "intra_goods",
    "tax_free_eu_{}": "intra_service",
    "tax_export_{}": "export",
    "tax_free_third_country_{}": "third_service",
    "tax_ust_free_bau_{}": "reverse_domestic",
    "tax_ust_free_mobil_{}": "reverse_domestic",
    "tax_ust_19_3eck_first_{}": "triangular",
    "tax_free_newcar_{}": "new_vehicle",
    "tax_ust_no_ustpflicht_{}": "small_business",
    "tax_free_{}_mit_vst": "exempt_deducting",
    "tax_free_{}_ohne_vst": "exempt",
    "tax_not_taxable_{}": "not_taxable",
}
#: What l10n_de calls a tax on paper → what it is, in English and German.
LABELS = {
    "0% VAT EU": ("Reverse charge", "Reverse Charge"),
    "0% VAT third country": ("not taxable", "nicht steuerbar"),
    "0% Sales tax construction service (provider §13b)": ("Reverse charge (§ 13b)", "§ 13b UStG"),
    "0% VAT Supply of mobile devices etc. (§13b)": ("Reverse charge (§ 13b)", "§ 13b UStG"),
    "0% VAT (exempt from duty)": ("VAT-exempt (§ 19)", "steuerfrei (§ 19 UStG)"),
    "0% VAT triangular transaction first customer": ("Triangular transaction", "Dreiecksgeschäft"),
    "7% USt EU": ("7% VAT EU", "7% USt EU"),
}
#: Chart → revenue at 19 % and at 7 %, from services owed by the recipient in the EU, from services outside the EU.
ACCOUNTS = {
    "skr03": ("account_8400", "account_8300", "account_8336", "account_8338"),
    "skr04": ("chart_skr04_4400", "chart_skr04_4300", "chart_skr04_4336", "chart_skr04_4338"),
}


class AccountChartTemplate(models.AbstractModel):
    """What l10n_de leaves open: third countries, services, small differences of its two charts, and what a tax is.

    Only what is as it was delivered is completed. A tax that has a treatment, or a position that knows its services, is
    left alone: it was completed before, or somebody decided otherwise.
    """

    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        result = super()._post_load_data(template_code, company, template_data)
        self._prepare_german_taxes(company or self.env.company)
        return result

    @api.model
    def _prepare_german_taxes(self, companies=None):
        """Complete taxes and fiscal positions of companies with a German chart of accounts. May be called again.

        :param companies: ``res.company``; None for all
        """
        german = ("de_skr03", "de_skr04")
        for company in companies or self.env["res.company"].search([("chart_template", "in", german)]):
            if company.chart_template in german:
                chart = self.with_company(company)
                chart._say_what_taxes_are(company.chart_template[3:])
                chart._tax_services_apart(company.chart_template[3:])

    def _named(self, name):
        """Return a record of the company's chart, or None where there is none any more."""
        return self.ref(name, raise_if_not_found=False)

    def _name_in_languages(self, record, field, english, german):
        """Write a translated text in English and in each kind of German that is installed."""
        for code, _name in self.env["res.lang"].get_installed():
            record.with_context(lang=code)[field] = german if code.startswith("de") else english

    def _say_what_taxes_are(self, chart):
        """Give the taxes of a chart their treatment, category and label.

        :param str chart: ``skr03`` or ``skr04``
        """
        for name, treatment in TREATMENTS.items():
            tax = self._named(name.format(chart))
            if not tax or tax.tax_treatment:
                continue
            values = {"tax_treatment": treatment}
            if not tax.ubl_cii_tax_category_code:
                values["ubl_cii_tax_category_code"], values["ubl_cii_tax_exemption_reason_code"] = CATEGORIES[treatment]
            tax.write(values)
            english, german = LABELS.get(tax.with_context(lang="en_US").invoice_label, ("", ""))
            if english:
                self._name_in_languages(tax, "invoice_label", english, german)

    def _tax_services_apart(self, chart):
        """Let services to customers abroad be taxed by the law for services (§ 3a Abs. 2 UStG).

        :param str chart: ``skr03`` or ``skr04``
        """
        positions = {
            name: self._named(f"fiscal_position_{name}_{chart}")
            for name in (
                "domestic",
                "eu_vat_id_partner",
                "eu_vat_id_partner_service",
                "eu_no_id_partner",
                "non_eu_partner",
                "non_eu_partner_service",
            )
        }
        if not all(positions.values()):
            return
        taxes = self.env["account.tax"].browse(self.ref(f"tax_ust_{rate}_{chart}").id for rate in (19, 7))
        full, reduced, eu_revenue, third_revenue = (self._named(name) for name in ACCOUNTS[chart])
        goods, services = positions["eu_vat_id_partner"], positions["eu_vat_id_partner_service"]
        if self._is_as_delivered(goods, auto_apply=True):
            goods.vat_required = True  # the chart SKR04 forgets it
            goods.service_position_id = services
            tax = self._named(f"tax_free_eu_{chart}")
            self._offer_for_services(tax, taxes, goods | services, positions["eu_no_id_partner"])
            self._map_revenue(services, full | reduced, eu_revenue)
        goods, services = positions["non_eu_partner"], positions["non_eu_partner_service"]
        if self._is_as_delivered(goods, auto_apply=False):
            goods.write({"auto_apply": True, "outside_eu": True, "customer_kind": "business"})
            goods.service_position_id = services
            tax = self._named(f"tax_free_third_country_{chart}")
            self._offer_for_services(tax, taxes, goods | services)
            self._map_revenue(services, full | reduced, third_revenue)
            self._add_private_position(goods, positions["domestic"], chart)

    def _is_as_delivered(self, position, auto_apply):
        """Tell whether nobody has changed by hand where a position applies, nor completed it before."""
        return (
            position.active
            and position.auto_apply == auto_apply
            and not position.service_position_id
            and not (position.country_id or position.zip_from or position.state_ids or position.foreign_vat)
            and not (position.outside_eu or position.customer_kind)
            and bool(position.country_group_id) == auto_apply
        )

    def _offer_for_services(self, tax, originals, positions, withdrawn=None):
        """Let a tax take the place of others on services.

        :param tax: ``account.tax``, or None where the company deleted it
        :param originals: the taxes of products at home
        :param positions: in which fiscal positions it does; it can be chosen by hand in them
        :param withdrawn: positions that it leaves
        """
        if not tax or tax.original_tax_ids - originals:
            return
        tax.write(
            {
                "active": True,
                "tax_scope": "service",
                "original_tax_ids": [Command.link(original.id) for original in originals],
                "fiscal_position_ids": [
                    *(Command.link(position.id) for position in positions),
                    *(Command.unlink(position.id) for position in withdrawn or ()),
                ],
            }
        )

    def _map_revenue(self, position, sources, target):
        """Book revenue to an account of its own, where the position says nothing else yet."""
        for source in (sources - position.account_ids.account_src_id) if target else ():
            position.account_ids = [Command.create({"account_src_id": source.id, "account_dest_id": target.id})]

    def _add_private_position(self, business, domestic, chart):
        """Add the position of private persons outside the EU: goods are exported, services taxed at home (§ 3a Abs. 1)."""
        company = business.company_id
        name = f"kontor_fiscal_position_non_eu_private_{chart}"
        if self._named(name):
            return
        private = business.copy(
            {"sequence": business.sequence + 1, "customer_kind": "private", "service_position_id": domestic.id}
        )
        export = self._named(f"tax_export_{chart}")
        private.tax_ids = export
        self._name_in_languages(private, "name", "Private person abroad (non-EU)", "Privatperson Ausland (Nicht-EU)")
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"account.{company.id}_{name}", "record": private, "noupdate": True}]
        )
