from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """The status law on every path (001-2, 001-3, 000-7): from Rechnung on nothing is added; a Nachtrag takes it."""

    _inherit = "sale.order"

    _billing_statuses = ("invoice", "dunning", "done")
    _confirmed_state = "sale"

    addendum_of_id = fields.Many2one(
        "sale.order",
        string="Addendum to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The invoiced order that this one adds something to.",
    )
    addendum_ids = fields.One2many("sale.order", "addendum_of_id", string="Addenda", readonly=True, copy=False)
    is_to_invoice_again = fields.Boolean(
        string="To Be Invoiced Again",
        compute="_compute_is_to_invoice_again",
        search="_search_is_to_invoice_again",
        help="The order was invoiced completely, and a credit note or a reset invoice has taken something of it back.",
    )
    billing_label = fields.Char(string="Status and Invoicing", compute="_compute_billing_label")

    _to_invoice_again_idx = models.Index("(id) WHERE reached_billing IS TRUE AND is_left_to_invoice IS TRUE")

    @api.depends("state", "reached_billing", "is_left_to_invoice")
    def _compute_is_to_invoice_again(self):
        for order in self:
            order.is_to_invoice_again = order.state == "sale" and order.reached_billing and order.is_left_to_invoice

    @api.model
    def _search_is_to_invoice_again(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain([("state", "=", "sale"), ("reached_billing", "=", True), ("is_left_to_invoice", "=", True)])
        return found if True in value else ~found

    @api.depends("lifecycle_status", "is_to_invoice_again")
    @api.depends_context("lang")
    def _compute_billing_label(self):
        """Name the status, and whether the order has to be invoiced again: in lists without a column of its own."""
        names = {code: status.name for code, status in self._order_statuses().items()}
        for order in self:
            order.billing_label = order._status_text(names)
            if order.is_to_invoice_again:
                order.billing_label = self.env._("%s – to be invoiced again", order.billing_label)

    def _addition_refusal(self, what):
        return self.env._(
            "%(order)s was invoiced completely; nothing can be added to it any more (%(what)s). The button “Addendum” makes"
            " a new order of the customer with the same terms. Smaller quantities and lower prices remain possible; the"
            " order then offers the credit note of the difference.",
            order=self.name,
            what=what,
        )


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "kontor.billed.position.mixin"]

    _ordered_field = "product_uom_qty"
    _done_field = "qty_delivered"

    def _is_billed_as_done(self):
        return self.product_id.invoice_policy == "delivery"

    def _guard_law(self, change):
        self._refuse_growth(change)
        return super()._guard_law(change)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        """Refuse costs that are passed on by an order which was invoiced completely, as core does for locked ones."""
        orders = self.env["sale.order"].union(*filter(None, self._sale_determine_order().values()))
        orders._refuse_additions(self.env._("costs that are passed on"))
        return super()._sale_create_reinvoice_sale_line()
