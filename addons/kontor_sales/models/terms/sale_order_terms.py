from odoo import api, fields, models


class SaleOrder(models.Model):
    """What a new quotation takes over from the customer and the company (000-14, 001-17).

    Everything here is a default that the user changes on the document. Core's fields are computed from the customer
    already; a switch of the company (settings, "On creation of a quotation") turns each of them off.
    """

    _inherit = "sale.order"

    intro_text = fields.Text(
        string="Introduction",
        compute="_compute_standard_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="Printed above the positions.",
    )
    closing_text = fields.Text(
        string="Closing",
        compute="_compute_standard_texts",
        store=True,
        readonly=False,
        precompute=True,
        help="Printed below the totals.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_standard_texts(self):
        """Take the customer's own texts, or else the company's in the customer's language."""
        for order in self:
            intro = closing = False
            if order.partner_id and order.company_id.creation_texts:
                partner = order.partner_id.commercial_partner_id
                company = order._company_in_customer_language()
                intro = partner.sale_intro_text or company.sale_intro_text
                closing = partner.sale_closing_text or company.sale_closing_text
            order.intro_text = intro
            order.closing_text = closing

    def _company_in_customer_language(self):
        # sudo: the company's texts are no secret from those who write its quotations
        return self.company_id.sudo().with_context(lang=self.partner_id._get_document_lang())

    def _action_confirm(self):
        res = super()._action_confirm()
        for order in self:
            order._exchange_standard_texts("sale_%s_text", "sale_confirmation_%s_text")
        return res

    def _back_to_quotation(self):
        res = super()._back_to_quotation()
        self._exchange_standard_texts("sale_confirmation_%s_text", "sale_%s_text")
        return res

    def _exchange_standard_texts(self, old, new):
        """Put the standard texts of the order confirmation in the place of the quotation's, or the other way round.

        "Wir bieten Ihnen an" does not belong on an order confirmation (001-17). Texts of the customer's own and what
        somebody wrote on the order stay.

        :param str old: pattern of the company's fields that the order has now, with ``%s`` for intro and closing
        :param str new: pattern of the fields that it gets
        """
        company = self._company_in_customer_language()
        if not company.creation_texts:
            return
        texts = {
            f"{part}_text": company[new % part]
            for part in ("intro", "closing")
            if (self[f"{part}_text"] or "") == (company[old % part] or "") != (company[new % part] or "")
        }
        if texts:
            self.write(texts)

    def _taking(self, switch):
        """Return the orders whose company takes a term over from the customer.

        :param str switch: a boolean field of the company
        """
        return self.filtered(lambda order: not order.company_id or order.company_id[switch])

    def _compute_payment_term_id(self):
        taking = self._taking("creation_payment_terms")
        for order in self - taking:
            order.payment_term_id = order.payment_term_id
        return super(SaleOrder, taking)._compute_payment_term_id()

    def _compute_preferred_payment_method_line_id(self):
        taking = self._taking("creation_payment_method")
        for order in self - taking:
            order.preferred_payment_method_line_id = order.preferred_payment_method_line_id
        return super(SaleOrder, taking)._compute_preferred_payment_method_line_id()

    def _compute_pricelist_id(self):
        taking = self._taking("creation_pricelist")
        for order in self - taking:
            order.pricelist_id = order.pricelist_id
        return super(SaleOrder, taking)._compute_pricelist_id()

    def _compute_user_id(self):
        taking = self._taking("creation_clerk")
        is_clerk = self.env.user.has_group("sales_team.group_sale_salesman")
        for order in self - taking:
            order.user_id = order.user_id or (is_clerk and self.env.user)
        return super(SaleOrder, taking)._compute_user_id()

    @api.onchange("partner_id")
    def _onchange_partner_shipping_terms(self):
        """Show the customer's way of delivery as soon as the customer is chosen."""
        self.update(self._shipping_terms(self.partner_id, self.company_id))

    @api.model_create_multi
    def create(self, vals_list):
        # The way of delivery has a default in core, not a compute: calls from outside get the customer's here.
        partners = self.env["res.partner"].browse([vals["partner_id"] for vals in vals_list if vals.get("partner_id")])
        partners.fetch(["commercial_partner_id"])
        prepared = []
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id") or ())
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            prepared.append({**self._shipping_terms(partner, company), **vals})
        return super().create(prepared)

    @api.model
    def _shipping_terms(self, partner, company):
        """Return the order values for how a customer is delivered.

        :param partner: ``res.partner``, possibly empty
        :param company: ``res.company``
        """
        if not partner or not company.creation_shipping:
            return {}
        values = {}
        if partner.commercial_partner_id.shipping_policy:
            values["picking_policy"] = partner.commercial_partner_id.shipping_policy
        if "carrier_id" in self._fields:  # Odoo's delivery methods (Versandarten) are installed
            partner = partner.with_company(company)
            carrier = partner.property_delivery_carrier_id or partner.commercial_partner_id.property_delivery_carrier_id
            if carrier:
                values["carrier_id"] = carrier.id
        return values


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_discount(self):
        """Put the customer's discount onto new lines, beside what the price list gives (000-13)."""
        res = super()._compute_discount()
        self._take_customer_discount()
        return res

    def _take_customer_discount(self):
        """Bring the customer's discount onto these lines, where it applies, by the company's rule."""
        for line in self:
            if not line._takes_customer_discount():
                continue
            # sudo: the rule holds for everybody who writes quotations
            company = line.order_id.company_id.sudo()
            customers = line.order_id.partner_id.commercial_partner_id.customer_discount
            # what belongs to a set has its discount from the set, which knows the customer's already
            if customers and line.discount >= 0 and not (line.combo_item_id and line.discount):
                line.discount = company._combined_discount(line.discount, customers)

    def _listed_terms(self):
        """Return what the price list says of this position, before the customer's discount.

        :return: ``{'list_price', 'price', 'discount'}``: per unit in the order's currency, the second as the price list
            makes it; the percentage that the price list shows on documents, or 0
        """
        self.ensure_one()
        line = self.with_company(self.company_id)
        price = line._get_pricelist_price()
        rule = line.pricelist_item_id
        if rule._show_discount():
            before = line._get_pricelist_price_before_discount()
            discount = max((before - price) / before * 100, 0.0) if before else 0.0
            return {"list_price": before, "price": price, "discount": discount}
        list_prices = line.product_id._price_compute("list_price", uom=line.product_uom_id, company=line.company_id)
        # core's own conversion in there rounds to cents
        list_price = line.product_id.currency_id._convert(
            list_prices[line.product_id.id], line.currency_id, line.company_id, line._get_order_date(), round=False
        )
        return {"list_price": list_price, "price": price, "discount": 0.0}

    def _takes_customer_discount(self):
        """Tell whether the customer's discount applies: to articles, not to shipping costs and the like.

        The price of a free position was agreed upon as it stands.
        """
        self.ensure_one()
        company = self.order_id.company_id
        return bool(
            self.product_id
            and not self.display_type
            and not self.is_downpayment
            and not self.is_free_position
            and not self._is_global_discount()
            and not ("is_delivery" in self._fields and self.is_delivery)
            and company.creation_discount
            and self.product_id not in (company.sudo().shipping_product_id, company.sudo().sale_discount_product_id)
        )
