import re

from odoo import api, models

#: Where English is written the American way: dates begin with the month.
AMERICAN = ("US", "PH")
#: Where the postcode stands before the town; Odoo knows it of some countries only.
POSTCODE_FIRST = frozenset("AD AL AX BA BG CY CZ EE ES FO GL GR HU IS IT LT MC MD ME MK PT RO RS SI SJ SK SM VA XK".split())


class ResPartner(models.Model):
    """How somebody is written to: in which language, and how the address stands on the paper (DIN 5008)."""

    _inherit = "res.partner"

    def _get_document_languages(self):
        """Return the languages that there are documents in (hook): who speaks another one is written to in English.

        An addon that brings translations of all documents into French adds ``fr``.

        :return: tuple of ISO 639 codes, without a country
        """
        return ("de", "en")

    def _get_document_lang(self):
        """Return the language of documents and mails to this partner, as a code that is active here.

        A document of which half is translated reads worse than one in English; so does one whose dates an Englishman
        reads the other way round.

        :return: str, for example ``de_DE``; the present user's language where there is no partner
        """
        if not self:
            return self.env.lang or "en_US"
        self.ensure_one()
        return self._get_written_language(self.lang or self.env.lang or "en_US")

    def _get_written_language(self, code):
        """Return the language that documents for speakers of another one are in.

        :param str code: a language, for example ``fr_FR``
        :return: str: a code that is active here
        """
        if code.split("_")[0] in self._get_document_languages() and code != "en_US":
            return code
        # sudo: as everybody knows where their customers are
        country = self.sudo().country_id[:1] or self.sudo().commercial_partner_id.country_id[:1]
        return self._get_written_english(country)

    @api.model
    def _get_written_english(self, country):
        """Return the English that somebody in a country is written in, as a code that is active here.

        :param country: ``res.country``, possibly none
        """
        is_british = country.code not in AMERICAN and self.env["res.lang"]._get_data(code="en_GB").active
        return "en_GB" if is_british else "en_US"

    def _get_address_format(self):
        """Write the postcode before the town where that is the custom, and the country has nothing but Odoo's own format."""
        address_format = super()._get_address_format()
        if self.country_id.code in POSTCODE_FIRST:
            return address_format.replace("%(city)s %(state_code)s %(zip)s", "%(zip)s %(city)s %(state_code)s")
        return address_format

    @api.model
    def _get_default_address_format(self):
        """Write an address without a country as at home: whoever left it out meant that."""
        return self.env.company.country_id.address_format or super()._get_default_address_format()

    def _prepare_display_address(self, without_company=False):
        """On paper, which the context tells, name no country at home, and others in capitals (DIN 5008)."""
        address_format, args = super()._prepare_display_address(without_company)
        home_id = self.env.context.get("home_country_id")
        if home_id:
            args["country_name"] = "" if self.country_id.id == home_id else args["country_name"].upper()
        return address_format, args

    @api.depends_context("home_country_id")
    def _compute_display_name(self):
        return super()._compute_display_name()

    def _get_window_lines(self, home_country, contact=None):
        """Return the lines of the address field: company, person, street, place, country.

        :param home_country: ``res.country`` of the sender
        :param contact: ``res.partner``: the person whom it is for, where that isn't the receiver
        :return: list of str, none of them empty
        """
        self.ensure_one()
        # sudo: whoever prints a document may print whom it is for
        partner = self.sudo().with_context(home_country_id=home_country.id)
        company = partner.commercial_partner_id
        names = [partner._get_window_name() or company._get_window_name()]
        if company != partner and company.is_company:
            names.insert(0, company.name)
        if contact and contact != partner and contact.commercial_partner_id == company:
            names.append(contact.sudo()._get_window_name())  # sudo: as for the receiver
        address_format, args = partner._prepare_display_address(without_company=True)
        rows = (address_format % args).split("\n")
        if partner.name2 and not partner.is_company:
            rows.remove(partner.name2)  # stands with the name
        lines = (re.sub(r"[\s,]+$|^[\s,]+", "", re.sub(r"[ \t]+", " ", row)) for row in [*names, *rows])
        return list(dict.fromkeys(line for line in lines if line))

    def _get_window_name(self):
        """Return the name as it stands in the address field: a person's with the title, in the accusative (Herrn)."""
        if self.is_company:
            return self.name or ""
        name = self._get_full_contact_name() if self.name else ""
        return re.sub(r"^Herr\b", "Herrn", name)


class IrQwebFieldContact(models.AbstractModel):
    _inherit = "ir.qweb.field.contact"

    @api.model
    def value_to_html(self, value, options):
        """Write the addresses of a document as on its envelope."""
        home_id = self.env.context.get("home_country_id")
        return super().value_to_html(value.with_context(home_country_id=home_id) if value and home_id else value, options)
