from odoo import api, fields, models

#: Where German is written in business.
GERMAN = ("DE", "AT", "CH", "LI", "LU")


class ResPartner(models.Model):
    """A new customer is written to in the language of their country, not in that of the clerk who enters them (003-3)."""

    _inherit = "res.partner"

    proposed_lang = fields.Char(
        string="Proposed Language",
        store=False,
        help="The language that the form proposed: what somebody chose is another one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Choose the language by the country where nobody chose one: by hand, by import, or from a shop."""
        if "default_lang" not in self.env.context:
            countries = self.env["res.country"].browse({vals["country_id"] for vals in vals_list if vals.get("country_id")})
            by_country = {country.id: self._get_language_of(country) for country in countries}
            vals_list = [
                {"lang": by_country[vals["country_id"]], **vals}
                if vals.get("country_id") and not vals.get("parent_id") and by_country[vals["country_id"]]
                else vals
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.onchange("country_id")
    def _onchange_language_of_country(self):
        """Propose the country's language on a new record; one that somebody chose stays."""
        for partner in self:
            proposed = partner._get_language_of(partner.country_id)
            if proposed and not partner._origin and not partner.parent_id and partner._has_proposed_language():
                partner.lang = partner.proposed_lang = proposed

    def _has_proposed_language(self):
        """Tell whether the language of this new record is one that was filled in: the user's own or the company's."""
        defaults = (False, self.env.lang, self.default_get(["lang"]).get("lang"), self.proposed_lang)
        return "default_lang" not in self.env.context and self.lang in defaults

    @api.model
    def _get_language_of(self, country):
        """Return the language that customers in a country are written to, among those that are installed.

        :param country: ``res.country``
        :return: code: the country's own, German where it is written, else English; False where none of them is there
        """
        if not country:
            return False
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        own = f"_{country.code}"
        if country.code in GERMAN:
            german = [code for code in installed if code.split("_")[0] == "de"]
            return next(
                (code for code in german if code.endswith(own)), german and ("de_DE" if "de_DE" in german else german[0])
            )
        english = self._get_written_english(country)
        return next((code for code in installed if code.endswith(own)), english if english in installed else False)
