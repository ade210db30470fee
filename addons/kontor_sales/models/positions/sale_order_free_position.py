from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrderLine(models.Model):
    """Free positions (004-5): text, quantity, unit, price and tax, without an article that somebody chose.

    Behind the scenes a free position uses the company's generic service, so that it is ordered, delivered (by hand) and
    invoiced like any other position.
    """

    _inherit = "sale.order.line"

    is_free_position = fields.Boolean(string="Free Position", help="A text with quantity and price, without an article.")

    @api.model
    def default_get(self, fields_list):
        """Give a free position that is being written on the screen its article."""
        values = super().default_get(fields_list)
        if values.get("is_free_position") and not values.get("product_id"):
            # of an order of another company the line gets that company's article when it is saved
            product = self.env.company._get_free_position_product()
            values.update(product_id=product.id, product_template_id=product.product_tmpl_id.id, name="")
        return values

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            if vals.get("is_free_position"):
                vals = self._prepare_free_position(dict(vals))
            prepared.append(vals)
        return super().create(prepared)

    @api.model
    def _prepare_free_position(self, vals):
        """Return the values of a new free position with its article.

        :raises UserError: when it has no text
        """
        order = self.env["sale.order"].browse(vals.get("order_id"))
        company = order.company_id or self.env.company
        product = company._get_free_position_product()
        vals.update(product_id=product.id, display_type=False, name=self._without_article_name(vals["name"], product))
        vals.pop("product_template_id", None)
        if not vals["name"].strip():
            raise UserError(self.env._("A free position needs a text."))
        return vals

    def write(self, vals):
        if "name" in vals:
            for product, lines in self.filtered("is_free_position").grouped("product_id").items():
                lines_vals = dict(vals, name=self._without_article_name(vals["name"], product))
                super(SaleOrderLine, lines).write(lines_vals)
            return super(SaleOrderLine, self.filtered(lambda line: not line.is_free_position)).write(vals)
        return super().write(vals)

    @api.model
    def _without_article_name(self, text, product):
        """Return the text of a free position without the generic article's name, which the screen puts before it."""
        text = text or ""
        if text.strip() in (product.name, product.display_name):
            return ""
        for name in {product.name, product.display_name, product.with_context(lang=None).name}:
            if name and text.startswith(f"{name}\n"):
                return text[len(name) + 1 :]
        return text

    @api.constrains("is_free_position", "product_id", "display_type")
    def _check_free_position(self):
        for line in self.filtered("is_free_position"):
            if line.display_type or line.product_id != line.company_id.sudo().free_position_product_id:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” is a free position; it has no article of its own. Delete it and add the article as"
                        " a new position.",
                        line=(line.name or "").split("\n", 1)[0],
                    )
                )

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.is_free_position and "name" not in optional_values:
            values["name"] = self.name  # core puts the article's name before it
        return values

    # What core derives from an article is free on a free position.

    def _compute_name(self):
        free = self.filtered("is_free_position")
        for line in free:
            line.name = line.name or ""
        return super(SaleOrderLine, self - free)._compute_name()

    def _compute_price_unit(self):
        free = self.filtered("is_free_position")
        for line in free:
            line.price_unit = line.price_unit or 0.0
        return super(SaleOrderLine, self - free)._compute_price_unit()

    def _compute_discount(self):
        free = self.filtered("is_free_position")
        for line in free:
            line.discount = line.discount or 0.0
        return super(SaleOrderLine, self - free)._compute_discount()

    def _compute_product_uom_id(self):
        free = self.filtered(lambda line: line.is_free_position and line.product_uom_id)
        return super(SaleOrderLine, self - free)._compute_product_uom_id()

    @api.depends("is_free_position")
    def _compute_allowed_uom_ids(self):
        res = super()._compute_allowed_uom_ids()
        free = self.filtered("is_free_position")
        if free:
            free.allowed_uom_ids = self.env["uom.uom"].search([("active", "=", True)])
        return res

    @api.depends("is_free_position")
    def _compute_product_updatable(self):
        res = super()._compute_product_updatable()
        self.filtered("is_free_position").product_updatable = False
        return res


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_add_free_position(self, text, quantity=1.0, price_unit=0.0, **values):
        """Add a free position to this order (004-5).

        :param str text: what it is; printed on the documents
        :param float quantity: in the unit ``product_uom_id``
        :param float price_unit: net unless the company's prices include tax
        :param values: more values of the line: ``product_uom_id``, ``tax_ids`` (ids), ``discount``, ``sequence``
        :return: the id of the new line
        :raises UserError: for an unusable text, quantity or price, or values that a free position doesn't have
        """
        self._ensure_one_order()
        unknown = values.keys() - {"product_uom_id", "tax_ids", "discount", "sequence", "special_request"}
        if unknown:
            raise UserError(self.env._("A free position doesn't have: %(fields)s.", fields=", ".join(sorted(unknown))))
        if not isinstance(text, str) or not text.strip():
            raise UserError(self.env._("A free position needs a text."))
        values = self._check_free_position_values(
            {name: value for name, value in values.items() if value is not None}
            | {"product_uom_qty": quantity, "price_unit": price_unit}
        )
        line = self.env["sale.order.line"].create(
            {
                "order_id": self.id,
                "is_free_position": True,
                "name": text,
                **values,
            }
        )
        return line.id

    def _check_free_position_values(self, values):
        """Check what a caller sent as values of a free position.

        :param dict values: see ``action_add_free_position``
        :return: the values of the line
        :raises UserError: for what is no number, no unit or no tax
        """
        for name in values.keys() & {"product_uom_qty", "price_unit", "discount", "sequence"}:
            value = values[name]
            kinds = int if name == "sequence" else (int, float)
            # neither infinite, nor more than the database holds
            if isinstance(value, bool) or not isinstance(value, kinds) or not abs(value) < 2**31:
                raise UserError(self.env._("Free position: “%(value)s” is not a number.", value=value))
        if "product_uom_id" in values:
            unit = self._parse_record("uom.uom", values["product_uom_id"], self.env._("Unit of the free position"))
            values["product_uom_id"] = unit.id
        if "tax_ids" in values:
            label = self.env._("Taxes of the free position")
            if not isinstance(values["tax_ids"], (list, tuple)):
                raise UserError(self.env._("%(label)s: “%(value)s” is no list.", label=label, value=values["tax_ids"]))
            taxes = [self._parse_record("account.tax", tax_id, label).id for tax_id in values["tax_ids"]]
            values["tax_ids"] = [Command.set([tax_id for tax_id in taxes if tax_id])]
        return values

    def _get_update_prices_lines(self):
        # a free position's price comes from nowhere else
        return super()._get_update_prices_lines().filtered(lambda line: not line.is_free_position)


class ResCompany(models.Model):
    """The article behind the company's free positions (004-5)."""

    _inherit = "res.company"

    free_position_product_id = fields.Many2one(
        "product.product",
        string="Article of Free Positions",
        check_company=True,
        help="Free positions use this service; their text, price and tax are free. It is created when first needed.",
    )

    def _get_free_position_product(self):
        """Return the service behind this company's free positions; it is created when first needed (004-5)."""
        return self._get_generic_service(
            "free_position_product_id",
            lambda env: env._("Free Position"),
            invoice_policy="order",  # it has no goods: nothing of it is ever left to deliver (004-12)
            sale_ok=False,  # nobody chooses it as an article; the lines of free positions get it by themselves
        )

    def _get_generic_service(self, field_name, name, **values):
        """Return the article in a field of the company, after creating it when there is none.

        :param str field_name: the company's field
        :param name: function that returns the new article's name in the language of an environment
        :param values: more values of the new article
        """
        self.ensure_one()
        # sudo: a clerk may write a free position without the right to create articles or to change the company
        company = self.sudo().with_company(self)
        if not company[field_name]:
            company[field_name] = company.env["product.product"].create(
                {
                    "name": name(company.env),
                    "type": "service",
                    "list_price": 0.0,
                    "company_id": company.id,
                    "purchase_ok": False,
                    "taxes_id": [(6, 0, company.account_sale_tax_id.ids)],
                    **values,
                }
            )
            for lang, _label in company.env["res.lang"].get_installed():
                product = company[field_name].with_context(lang=lang)
                product.name = name(product.env)
        return company[field_name].with_env(self.env)
