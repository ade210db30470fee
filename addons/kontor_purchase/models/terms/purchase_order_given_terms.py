from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

#: What core computes together with the price.
PRICE_COMPUTE = "_compute_price_unit_and_date_planned_and_name"


def mark_existing_lines(cr):
    """Mark given prices and discounts of the supplier orders that were there before marks were, in one statement.

    Given is a price that differs from the one that core computed last, and a discount that none of the supplier's
    prices for the article has. All others follow the supplier's prices as they did before.

    :param cr: database cursor
    """
    cr.execute(
        SQL(
            """
            UPDATE purchase_order_line line
               SET given_price_uom_id = CASE WHEN found.price_given THEN line.product_uom_id END,
                   discount_given = found.discount_given,
                   technical_discount = CASE WHEN found.discount_given THEN 0 ELSE line.discount END
              FROM (SELECT l.id,
                           abs(COALESCE(l.technical_price_unit, 0) - COALESCE(l.price_unit, 0)) > 0.000001
                               AS price_given,
                           COALESCE(l.discount, 0) <> 0
                               AND NOT EXISTS (SELECT FROM product_supplierinfo info
                                                WHERE info.product_tmpl_id = p.product_tmpl_id
                                                  AND info.partner_id = l.partner_id
                                                  AND info.discount = l.discount) AS discount_given
                      FROM purchase_order_line l
                      JOIN product_product p ON p.id = l.product_id
                     WHERE l.display_type IS NULL AND l.is_downpayment IS NOT TRUE) found
             WHERE found.id = line.id
            """
        )
    )


class PurchaseOrderLine(models.Model):
    """What was agreed with a supplier stays when the quantity changes; the rest follows the supplier's prices (000-8).

    The list is the supplier's prices of the article; where the supplier has none, core takes the article's cost.
    """

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "kontor.given.terms.mixin"]

    # Computed with the price: it says what the list gives, also where the price was given and is therefore not computed.
    technical_price_unit = fields.Float(
        compute=PRICE_COMPUTE,
        store=True,
        readonly=False,
        string="Price of the List",
        help="What the list says for the present article, quantity and unit.",
    )
    technical_discount = fields.Float(
        string="Discount of the List (%)", compute=PRICE_COMPUTE, digits="Discount", store=True, readonly=False
    )

    _list_term_triggers = ("product_id", "product_uom_id", "product_qty")

    def _auto_init(self):
        """Mark what was given on the lines that exist: computing the list's terms would put them over theirs."""
        cr = self.env.cr
        if not column_exists(cr, "purchase_order_line", "technical_discount"):
            create_column(cr, "purchase_order_line", "technical_discount", "numeric")
            create_column(cr, "purchase_order_line", "discount_given", "boolean")
            create_column(cr, "purchase_order_line", "given_price_uom_id", "int4")
            mark_existing_lines(cr)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        agreed, prepared = [], []
        for vals in vals_list:
            vals = dict(vals)
            if vals.get("product_id") and not vals.get("display_type"):
                told = {"price_unit", "technical_price_unit", "given_price_uom_id"} & vals.keys() == {"price_unit"}
                if told and "discount" not in vals:
                    vals["discount"] = 0.0  # an agreed price has no discount of the list on top
                marks = self._marks_of_new(vals)
                vals.update(self._prepare_add_missing_fields(vals))
                if "given_price_uom_id" in marks:
                    marks["given_price_uom_id"] = vals.get("product_uom_id")
                vals.update(marks)
                agreed.append(told)
            else:
                agreed.append(False)
            prepared.append(vals)
        lines = super().create(prepared)
        told = lines.browse([line.id for line, is_told in zip(lines, agreed, strict=True) if is_told])
        # core takes the price that comes with a new line for the list's
        self.env.add_to_compute(self._fields["technical_price_unit"], told)
        return lines

    def write(self, vals):
        for lines, marks in self._marks_of_changed(vals):
            super(PurchaseOrderLine, lines).write({**vals, **marks})
        self._ask_list_again(vals)
        return True

    @api.depends("product_id")
    def _compute_price_unit_and_date_planned_and_name(self):
        """Ask the supplier's prices for every line that isn't billed yet, and put back what was given."""
        asked = self.filtered(lambda line: line._remembers_given() and line.company_id and not line.invoice_lines)
        if self.env.context.get("skip_uom_conversion"):  # core computes nothing then
            asked = asked.browse()
        given = asked._given_terms()
        dates = {line: line.date_planned for line, values in given.items() if "price_unit" in values}
        for line in asked:
            if line.price_unit and "price_unit" in given.get(line, {}):
                line.price_unit = 0.0  # without a supplier's price, core keeps what is there
            if line.technical_price_unit != line.price_unit:
                line.technical_price_unit = line.price_unit  # core leaves alone what differs
        res = super()._compute_price_unit_and_date_planned_and_name()
        for line in asked:
            line.technical_price_unit = line.price_unit
            line.technical_discount = line.discount
        for line, values in given.items():
            line._put_back(values, dates.get(line))
        return res

    def _put_back(self, values, date):
        """Write what was given over what the list says.

        :param dict values: what was given, as ``_given_terms`` answers it
        :param date: the day for which it was planned, if it stays
        """
        if "price_unit" in values:
            self.price_unit = self._given_price_in_unit(values["price_unit"])
            if self.given_price_uom_id != self.product_uom_id and self.product_uom_id:
                self.given_price_uom_id = self.product_uom_id
        if "discount" in values:
            self.discount = values["discount"]
        if date:
            self.date_planned = date

    @api.onchange("product_id")
    def onchange_product_id(self):
        if not self.product_id or (self.env.context.get("origin_po_id") and self.product_qty):
            return super().onchange_product_id()
        forget = {"given_price_uom_id": False, "discount_given": False}
        self.update(forget)
        res = super().onchange_product_id()
        if self.given_price_uom_id or self.discount_given:
            # called on a line that is stored, core writes its emptied price, which then counts as told
            self.update(forget)
            self.env.add_to_compute(self._fields["technical_price_unit"], self)
        return res

    @api.model
    def _prepare_purchase_order_line(self, product_id, product_qty, product_uom, company_id, partner_id, po):
        values = super()._prepare_purchase_order_line(product_id, product_qty, product_uom, company_id, partner_id, po)
        return self._with_list_terms(values)

    @api.model
    def _with_list_terms(self, values):
        """Return values of a new line whose price and discount are the list's.

        :param dict values: values of ``create`` with ``price_unit``
        """
        return {
            **values,
            "technical_price_unit": values.get("price_unit", 0.0),
            "technical_discount": values.get("discount", 0.0),
        }


class PurchaseOrder(models.Model):
    """*Update Prices* on a supplier order, by choice with what was agreed (000-8)."""

    _inherit = "purchase.order"

    given_terms_count = fields.Integer(
        string="Positions off the List",
        compute="_compute_given_terms_count",
        help="Positions whose price or discount was agreed and differs from the supplier's prices.",
    )

    @api.depends("order_line.list_terms")
    def _compute_given_terms_count(self):
        for order in self:
            order.given_terms_count = len(order.order_line.filtered("list_terms"))

    def _get_update_prices_lines(self):
        """Return the positions whose price can still be taken from the supplier's prices: what isn't billed."""
        return self.order_line.filtered(lambda line: line._follows_list() and not line.invoice_lines)

    def action_update_prices(self, keep_given=False):
        """Take prices and discounts from the supplier's prices again; promised dates stay.

        :param bool keep_given: leave prices and discounts that were agreed as they are
        :return: True
        :raises UserError: when called on several orders, or on a cancelled or locked one
        """
        self._ensure_one_order()
        if self.state == "cancel" or self.locked:
            raise UserError(
                self.env._(
                    "%(order)s is cancelled or locked; its prices can't be updated. A user who may unlock it can help.",
                    order=self.name,
                )
            )
        lines = self._get_update_prices_lines()
        given = lines._given_terms() if keep_given else {}
        for line in lines:  # what is given is put back: the list is asked, and nothing changes yet
            line.write({"given_price_uom_id": line.product_uom_id.id, "discount_given": True})
        self.env.add_to_compute(lines._fields["technical_price_unit"], lines)
        for line in lines:
            line.write(
                {
                    "price_unit": line.technical_price_unit,
                    "given_price_uom_id": False,
                    "discount": line.technical_discount,
                    "discount_given": False,
                    **given.get(line, {}),
                }
            )
        self.message_post(body=self.env._("Prices were taken from the supplier's prices."))
        return True

    def action_open_price_update(self):
        """Ask whether agreed prices are to be reset, too."""
        self._ensure_one_order()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update Prices"),
            "res_model": "purchase.order.price.update",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _update_order_line_info(self, product_id, quantity, **kwargs):
        before = self.order_line
        res = super()._update_order_line_info(product_id, quantity, **kwargs)
        for line in self.order_line - before:  # from the catalogue, at the supplier's price
            line.write({"technical_price_unit": line.price_unit, "technical_discount": line.discount})
        return res


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _purchase_service_prepare_line_values(self, purchase_order, quantity=False):
        values = super()._purchase_service_prepare_line_values(purchase_order, quantity=quantity)
        return self.env["purchase.order.line"]._with_list_terms(values)


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _update_purchase_order_line(self, product_id, product_qty, product_uom, company_id, values, line):
        """Leave the price of a position that takes more to the position: it knows whether it was agreed."""
        res = super()._update_purchase_order_line(product_id, product_qty, product_uom, company_id, values, line)
        res.pop("price_unit", None)
        return res
