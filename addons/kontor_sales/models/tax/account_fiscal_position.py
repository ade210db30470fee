from odoo import api, fields, models


class AccountFiscalPosition(models.Model):
    """Goods are taxed where they go to, services where the customer sits: one position can't tell both apart."""

    _inherit = "account.fiscal.position"

    service_position_id = fields.Many2one(
        "account.fiscal.position",
        string="Position for Services",
        check_company=True,
        help="The taxes and accounts of services, where they differ from those of goods (§ 3a UStG). Empty: the same.",
    )
    outside_eu = fields.Boolean(
        "Only Outside the EU", help="Applies only where the goods go to a country outside the VAT area of the EU."
    )
    customer_kind = fields.Selection(
        [("business", "Businesses"), ("private", "Private persons")],
        string="Only For",
        help="Businesses are companies, and whoever has a VAT id.",
    )

    def map_tax(self, taxes):
        """Map as core does; of taxes for the same purpose those for services are left out, see ``_map_tax_of_kind``."""
        return self._of_kind(super().map_tax(taxes), taxes, "consu")

    def _map_tax_of_kind(self, taxes, kind):
        """Return the taxes that these become for goods or for services.

        :param taxes: ``account.tax`` of a product
        :param str kind: ``consu`` or ``service``
        """
        return self._of_kind(super().map_tax(taxes), taxes, kind)

    def _of_kind(self, mapped, taxes, kind):
        """Keep of mapped taxes those for a kind of product, where a tax can become one for goods or one for services."""
        dropped = self.env["account.tax"]
        for tax in taxes if mapped.filtered("tax_scope") else ():
            group = mapped.browse((self.tax_map or {}).get(tax.id, ()))
            fitting = group.filtered(lambda tax: tax.tax_scope == kind) or group.filtered(lambda tax: not tax.tax_scope)
            dropped |= group - fitting if fitting else dropped
        return mapped - dropped

    # -- which position ---------------------------------------------------------------------------------------------

    @api.model
    def _lies_in_eu(self, partner):
        """Tell whether an address lies in the VAT area of the EU; without its outlying regions, as core has them."""
        area = self.env.ref("account.europe_vat")
        return partner.country_id in area.country_ids and partner.state_id not in area.exclude_state_ids

    def _get_fpos_validation_functions(self, partner):
        return [
            *super()._get_fpos_validation_functions(partner),
            lambda position: not position.outside_eu or (partner.country_id and not position._lies_in_eu(partner)),
            lambda position: (
                not position.customer_kind or position.customer_kind == ("business" if partner._is_business() else "private")
            ),
        ]
