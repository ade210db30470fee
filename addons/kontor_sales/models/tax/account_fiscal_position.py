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
        # core's own mapping, without what map_tax leaves out above
        return self._of_kind(super().map_tax(taxes), taxes, kind)  # pylint: disable=super-method-mismatch

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

    @api.model
    def _get_fiscal_position(self, partner, delivery=None):
        """Judge by the country that goods go to and by the VAT id of who buys them, whosever the address is (§§ 6, 6a UStG).

        Core takes both from the delivery address, and the customer's own country where both have a German VAT id: goods
        that leave the EU are exported whoever bought them.
        """
        company = self.env.company
        if not (partner and delivery) or company.account_fiscal_country_id.code != "DE":
            return super()._get_fiscal_position(partner, delivery)
        if any(one.with_company(company).property_account_position_id for one in (delivery, partner)):
            return super()._get_fiscal_position(partner, delivery)
        return super()._get_fiscal_position(self._taxed_address(partner, delivery))

    @api.model
    def _taxed_address(self, partner, delivery):
        """Return who is taxed and where in one: the customer, seen at the delivery address.

        :param partner: ``res.partner`` that buys
        :param delivery: ``res.partner``, the address that the goods go to
        :return: ``res.partner``, a new record (never saved) where the address is somebody else's
        """
        if delivery == partner or not delivery.country_id:
            return partner
        if delivery.commercial_partner_id == partner.commercial_partner_id:
            return delivery
        owner = partner.commercial_partner_id
        return self.env["res.partner"].new(
            {
                "country_id": delivery.country_id.id,
                "state_id": delivery.state_id.id,
                "zip": delivery.zip,
                "vat": owner.vat,
                "is_company": owner.is_company,
                "vies_valid": owner.vies_valid,
            }
        )

    def _of_services(self, company, partner, delivery):
        """Return the position for services of a document: by the customer's seat, not by where goods go (§ 3a UStG).

        :param self: the document's position; one that was chosen by hand stays the one that decides
        :param company: ``res.company`` that sells
        :param partner: ``res.partner`` that buys
        :param delivery: ``res.partner``, the delivery address
        :return: ``account.fiscal.position``, perhaps empty
        """
        position = self
        if delivery and delivery.country_id != partner.country_id:
            finder = self.with_company(company)
            if position == finder._get_fiscal_position(partner, delivery):
                position = finder._get_fiscal_position(partner.commercial_partner_id)
        return position.service_position_id or position
