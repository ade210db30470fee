"""Services are taxed by their own position on orders and invoices, line by line, whichever way they came (§ 3a UStG)."""

from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_tax_included_unit_price_from_price(
        self, product_price_unit, product_taxes, fiscal_position=None, product_taxes_after_fp=None
    ):
        """Take out of a gross price the tax that a service is freed from, not the one of goods."""
        if product_taxes and fiscal_position and product_taxes_after_fp is None and self.type == "service":
            position = fiscal_position.service_position_id or fiscal_position
            product_taxes_after_fp = position._map_tax_of_kind(product_taxes, "service")
        return super()._get_tax_included_unit_price_from_price(
            product_price_unit, product_taxes, fiscal_position=fiscal_position, product_taxes_after_fp=product_taxes_after_fp
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _service_position(self):
        """Return the fiscal position for the services of this order."""
        self.ensure_one()
        return self.fiscal_position_id._of_services(self.company_id, self.partner_id, self.partner_shipping_id)

    def _taxes_of_product(self, product, kind=None):
        """Return the taxes that a product bears on this order.

        :param product: ``product.product``
        :param str kind: ``consu`` or ``service``; None for what the product is
        :return: ``account.tax``
        """
        self.ensure_one()
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        if (kind or product.type) == "service":
            return self._service_position()._map_tax_of_kind(taxes, "service")
        return self.fiscal_position_id.map_tax(taxes)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _tax_kind(self):
        """Tell as what a position is taxed: ``consu`` (goods) or ``service``.

        A free position is goods without an article. What only serves a supply shares its fate: shipping costs and
        discounts are taxed as the goods that they belong to (UStAE 3.10 Abs. 5).
        """
        self.ensure_one()
        if self.product_id.type != "service" or self.is_free_position:
            return "consu"
        if self._serves_supply() and any(line.product_id.type == "consu" for line in self.order_id.order_line):
            return "consu"
        return "service"

    def _serves_supply(self):
        """Tell whether a position only serves the supply of the others; further modules know more of them (hook)."""
        company = self.company_id.sudo()  # the articles behind it are settings; who sells need not see them
        return self.product_id in (company.shipping_product_id | company.sale_discount_product_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # Taxes are computed before the others of the batch are there: what serves them is judged now that they are.
        given = zip(lines, vals_list, strict=True)
        lines.browse(line.id for line, vals in given if "tax_ids" not in vals and line._serves_supply())._compute_tax_ids()
        return lines

    def _compute_tax_ids(self):
        result = super()._compute_tax_ids()
        services = self.filtered(lambda line: line.product_id.type == "service" and line._tax_kind() == "service")
        for order, lines in services.grouped("order_id").items():
            position = order._service_position()
            for line in lines:
                taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
                line.tax_ids = position._map_tax_of_kind(taxes, "service")
        return result


class AccountMove(models.Model):
    _inherit = "account.move"

    def _service_position(self):
        """Return the fiscal position for the services of this invoice."""
        self.ensure_one()
        return self.fiscal_position_id._of_services(self.company_id, self.partner_id, self.partner_shipping_id)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_sold_service(self):
        """Tell whether a line sells a service that is taxed as one; see ``_tax_kind`` of the order's positions."""
        if self.product_id.type != "service" or not self.move_id.is_sale_document(include_receipts=True):
            return False
        # sudo: who bills need not see the order to tax its positions rightly
        positions = self.sudo().sale_line_ids
        return not positions or any(line._tax_kind() == "service" for line in positions)

    def _get_computed_taxes(self):
        taxes = super()._get_computed_taxes()
        if not taxes or not self._is_sold_service():
            return taxes
        own = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return self.move_id._service_position()._map_tax_of_kind(own, "service") if own else taxes

    def _compute_account_id(self):
        """Book services to the accounts of their own position."""
        result = super()._compute_account_id()
        services = self.filtered(lambda line: line.display_type == "product" and line._is_sold_service())
        for move, lines in services.grouped("move_id").items():
            position = move._service_position()
            if position == move.fiscal_position_id:
                continue
            for line in lines.with_company(move.company_id):
                accounts = line.product_id.product_tmpl_id.get_product_accounts(fiscal_pos=position)
                line.account_id = accounts["income"] or line.account_id
        return result
