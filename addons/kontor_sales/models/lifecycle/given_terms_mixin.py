from odoo import api, fields, models
from odoo.tools import float_compare, formatLang


class GivenTermsMixin(models.AbstractModel):
    """Price and discount of a position that a person or a shop gave: they stay until somebody resets them (000-13/14).

    A position follows its price list until a price or a discount comes from elsewhere: typed on the screen, sent by RPC,
    a shop or an import. That is remembered on the position; ``technical_price_unit`` and ``technical_discount`` always
    say what the list would give for the present article, quantity and unit. Both kinds of position inherit this beside
    their model (a sales order's list is the price list with the customer's discount, a supplier order's the supplier's
    prices) and say when the list is asked.
    """

    _name = "kontor.given.terms.mixin"
    _description = "Position with a Price of its Own"

    given_price_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit of the Given Price",
        help="Set when the price was given instead of taken from the list: the unit that it is for.",
    )
    technical_discount = fields.Float("Discount of the List (%)", digits="Discount")
    discount_given = fields.Boolean(help="The discount was given instead of taken from the list.")
    list_terms = fields.Char(
        string="List",
        compute="_compute_list_terms",
        help="What the list says, where the position's price or discount was given and differs from it.",
    )

    #: The fields with which a list price or discount changes.
    _list_term_triggers = ("product_id", "product_uom_id")

    @api.depends("price_unit", "discount", "given_price_uom_id", "discount_given")
    @api.depends_context("lang")
    def _compute_list_terms(self):
        """Say what the list gives instead: "100.00 €", "100.00 € − 5 %", or nothing where that is what counts."""
        for line in self:
            if not line._differs_from_list():
                line.list_terms = False
                continue
            text = (line.currency_id or line.env.company.currency_id)._format_price(line.technical_price_unit)
            if line.technical_discount:
                text += f" − {formatLang(self.env, line.technical_discount, digits=1)} %"
            line.list_terms = text

    def _remembers_given(self):
        """Tell whether it is remembered that this position's price was given: hook for those without an article."""
        self.ensure_one()
        return bool(self.product_id) and not self.display_type and not self.is_downpayment

    def _follows_list(self):
        """Tell whether a list has a price for this position at all: hook for costs that are added by the system."""
        return self._remembers_given()

    def _differs_from_list(self):
        """Tell whether price or discount were given here and are not what the list says."""
        self.ensure_one()
        return bool(
            (self.given_price_uom_id or self.discount_given)
            and self._follows_list()
            and (
                (self.given_price_uom_id and self._price_differs(self.price_unit, self.technical_price_unit))
                or (self.discount_given and self._discount_differs(self.discount, self.technical_discount))
            )
        )

    def _price_differs(self, price, other):
        """Tell whether two prices per unit are different ones, as exactly as prices are kept."""
        digits = max(self.currency_id.decimal_places or 2, self.env["decimal.precision"].precision_get("Product Price"))
        return bool(float_compare(price or 0.0, other or 0.0, precision_digits=digits))

    def _discount_differs(self, discount, other):
        """Tell whether two discounts, in percent, are different ones."""
        digits = self.env["decimal.precision"].precision_get("Discount")
        return bool(float_compare(discount or 0.0, other or 0.0, precision_digits=digits))

    # -- noticing what was given --------------------------------------------------------------------------------------

    @api.model
    def _marks_of_new(self, vals):
        """Return the marks of a new position, from its values.

        The screen, a copy and a version send what the list says along with the values; where only the value comes, it
        was given.

        :param dict vals: values of ``create``; the unit is in them already
        """
        marks = {}
        if vals.get("display_type") or vals.get("is_downpayment") or not vals.get("product_id"):
            return marks
        if "price_unit" in vals and "given_price_uom_id" not in vals:
            known = "technical_price_unit" in vals
            if not known or self.browse()._price_differs(vals["price_unit"], vals["technical_price_unit"]):
                marks["given_price_uom_id"] = vals.get("product_uom_id")
        if "discount" in vals and "discount_given" not in vals:
            known = "technical_discount" in vals
            if not known or self._discount_differs(vals["discount"], vals["technical_discount"]):
                marks["discount_given"] = True
        return marks

    def _marks_of_changed(self, vals):
        """Return what has to be remembered when values are written: ``[(lines, marks)]``, all lines once.

        :param dict vals: values of ``write``
        """
        if not vals.keys() & {"price_unit", "technical_price_unit", "discount", "technical_discount", "product_id"}:
            return [(self, {})]
        groups = {}
        for line in self:
            marks = tuple(line._marks_of_change(vals).items())
            groups[marks] = groups.get(marks, self.browse()) | line
        return [(lines, dict(marks)) for marks, lines in groups.items()]

    def _marks_of_change(self, vals):
        """Return what has to be remembered of this one position when values are written."""
        marks = {}
        if not self._remembers_given():
            return marks
        other_product = "product_id" in vals and vals["product_id"] != self.product_id.id
        if "given_price_uom_id" not in vals:
            given = self._is_given_now(
                vals, "price_unit", "technical_price_unit", self._price_differs, bool(self.given_price_uom_id)
            )
            if other_product and "price_unit" not in vals:
                given = False  # the price of another article
            if given != bool(self.given_price_uom_id) or (given and "price_unit" in vals):
                marks["given_price_uom_id"] = given and (vals.get("product_uom_id") or self.product_uom_id.id)
        if "discount_given" not in vals:
            given = self._is_given_now(vals, "discount", "technical_discount", self._discount_differs, self.discount_given)
            if other_product and "discount" not in vals:
                given = False
            if given != self.discount_given:
                marks["discount_given"] = given
        return marks

    def _is_given_now(self, vals, name, list_name, differs, before):
        """Tell whether a value is given by hand once ``vals`` are written.

        :param str name: the field
        :param str list_name: the field with what the list says
        :param differs: function that compares two values
        :param bool before: whether it is given by hand so far
        """
        if list_name in vals and name in vals:
            return differs(vals[name], vals[list_name])
        # a screen where the price can't be changed sends along what the list says, and not the price: nothing was given
        if name in vals and differs(vals[name], self[name]):
            return True
        return before

    def _ask_list_again(self, vals):
        """Have the list asked for positions whose value was written together with what the list depends on.

        The ORM doesn't compute what is written; but the list's own price has changed with the quantity.

        :param dict vals: the values that were written
        """
        if not vals.keys() & set(self._list_term_triggers):
            return
        for name, list_name in (("price_unit", "technical_price_unit"), ("discount", "technical_discount")):
            if name in vals and list_name not in vals:
                self.env.add_to_compute(self._fields[list_name], self.filtered(lambda line: line._remembers_given()))

    @api.onchange("price_unit")
    def _onchange_given_price(self):
        """Notice on the screen that the price was typed, or that it is the list's again."""
        for line in self.filtered(lambda line: line._remembers_given()):
            given = line._price_differs(line.price_unit, line.technical_price_unit)
            if given != bool(line.given_price_uom_id):
                line.given_price_uom_id = given and line.product_uom_id

    @api.onchange("discount")
    def _onchange_given_discount(self):
        """Notice on the screen that the discount was typed, or that it is the list's again."""
        for line in self.filtered(lambda line: line._remembers_given()):
            line.discount_given = line._discount_differs(line.discount, line.technical_discount)

    @api.model
    def _price_fields(self):
        """Return the names of all that says what a position costs, and where that comes from."""
        return [
            "price_unit",
            "technical_price_unit",
            "given_price_uom_id",
            "discount",
            "technical_discount",
            "discount_given",
        ]

    # -- keeping it ---------------------------------------------------------------------------------------------------

    def _has_given_price(self):
        """Tell whether the price is given; on the screen also where a view doesn't know the mark: by core's comparison."""
        self.ensure_one()
        return bool(self.given_price_uom_id) or bool(
            not self.id
            and not self.env.context.get("force_price_recomputation")  # core's own word that the list counts
            and self._remembers_given()
            and self._price_differs(self.price_unit, self.technical_price_unit)
        )

    def _has_given_discount(self):
        """Tell whether the discount is given; see ``_has_given_price``."""
        self.ensure_one()
        return self.discount_given or bool(
            not self.id and self._remembers_given() and self._discount_differs(self.discount, self.technical_discount)
        )

    def _given_terms(self):
        """Return the given prices and discounts: ``{line: values as write takes them}``, only lines with any."""
        given = {}
        for line in self:
            values = {}
            if line._has_given_price():
                unit = line.given_price_uom_id or line.product_uom_id
                values.update(price_unit=line.price_unit, given_price_uom_id=unit.id)
            if line._has_given_discount():
                values.update(discount=line.discount, discount_given=True)
            if values:
                given[line] = values
        return given

    def _given_price_in_unit(self, price):
        """Return a given price for the unit that the position has now: 10.00 a piece are 120.00 a dozen.

        :param float price: price for ``given_price_uom_id``
        """
        unit = self.given_price_uom_id
        if not unit or not self.product_uom_id or unit == self.product_uom_id:
            return price
        return unit._compute_price(price, self.product_uom_id)

    def _given_terms_text(self):
        """Return what was given beside what the list says: "Drill: 95.00 € instead of 100.00 €"."""
        self.ensure_one()
        text = self.currency_id._format_price(self.price_unit)
        if self.discount:
            text += f" − {formatLang(self.env, self.discount, digits=1)} %"
        return self.env._(
            "%(article)s: %(given)s instead of %(list)s",
            article=self.product_id.display_name,
            given=text,
            list=self.list_terms,
        )
