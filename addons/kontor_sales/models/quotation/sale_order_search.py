import re

from odoo import api, fields, models
from odoo.fields import Domain

#: How a quotation is quoted: "A2026-0006", "A2026-0006 Version 1", "Angebot A2026-0006 - Version 1 vom 01.03.2026".
NAMED_VERSION = re.compile(r"(?P<number>[^\s,]*\d[^\s,]*)[\s,–-]+(?:version|v)\.?\s*(?P<version>\d+)\b", re.IGNORECASE)
#: The number below the word for the document, as it stands on the paper.
NAMED_QUOTATION = re.compile(
    r"^\s*(?:angebot|quotation|offer)\s+(?:nr\.?\s+|no\.?\s+)?(?P<number>\S*\d\S*)\s*$", re.IGNORECASE
)


class SaleOrder(models.Model):
    """Quotations and their orders are found by the number, and the version, that the customer quotes (004-8)."""

    _inherit = "sale.order"

    quotation_reference = fields.Char(
        string="Quotation and Version", compute="_compute_quotation_reference", search="_search_quotation_reference"
    )

    @property
    def _rec_names_search(self):
        return [*super()._rec_names_search, "quotation_number"]

    @api.depends("quotation_number", "version")
    def _compute_quotation_reference(self):
        for order in self:
            order.quotation_reference = order.quotation_number and f"{order.quotation_number} Version {order.version}"

    @api.model
    def _search_quotation_reference(self, operator, value):
        """Find quotations and orders by what the customer quotes.

        An order has all versions up to its latest one, and keeps its number in all of them.
        """
        if not isinstance(value, str) or not value.strip() or operator not in ("ilike", "like", "=ilike", "=like"):
            return Domain("quotation_number", operator, value)
        return Domain("quotation_number", operator, value) | self._quoted_version_domain(value)

    @api.model
    def _quoted_version_domain(self, text):
        """Return the domain of what a text quotes with words around the number, as on the paper.

        :param str text: for example "Angebot A2026-0006 - Version 1 vom 01.03.2026"
        """
        if match := NAMED_VERSION.search(text):
            return Domain("quotation_number", "ilike", match["number"]) & Domain("version", ">=", int(match["version"]))
        if match := NAMED_QUOTATION.match(text):
            return Domain("quotation_number", "ilike", match["number"])
        return Domain.FALSE

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like", "=ilike", "=like", "=") and isinstance(value, str):
            domain = Domain(domain) | self._quoted_version_domain(value)
        return domain


class SaleOrderVersion(models.Model):
    _inherit = "sale.order.version"

    @api.model
    def _search_display_name(self, operator, value):
        """Find one version by its number and that of its quotation (004-8)."""
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like", "=ilike", "=like", "=") and isinstance(value, str):
            if match := NAMED_VERSION.search(value):
                named = Domain("quotation_number", "ilike", match["number"])
                domain = Domain(domain) | (named & Domain("number", "=", int(match["version"])))
        return domain
