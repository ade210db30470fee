from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.fields import Domain


class PurchaseOrder(models.Model):
    """The status law of supplier orders (000-8): the mirror of the sales side.

    A supplier's bill or credit note is a fact that nobody here refuses. Only what we add to the order ourselves is closed.
    """

    _inherit = "purchase.order"

    _billing_statuses = ("bill", "done")
    _confirmed_state = "purchase"

    addendum_of_id = fields.Many2one(
        "purchase.order",
        string="Addendum to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The billed supplier order that this one adds something to.",
    )
    addendum_ids = fields.One2many("purchase.order", "addendum_of_id", string="Addenda", readonly=True, copy=False)
    is_to_bill_again = fields.Boolean(
        string="To Be Billed Again",
        compute="_compute_is_to_bill_again",
        search="_search_is_to_bill_again",
        help="The order was billed completely, and a credit note or a reset bill has taken something of it back.",
    )

    _to_bill_again_idx = models.Index("(id) WHERE reached_billing IS TRUE AND is_left_to_bill IS TRUE")

    @api.depends("state", "reached_billing", "is_left_to_bill")
    def _compute_is_to_bill_again(self):
        for order in self:
            order.is_to_bill_again = order.state == "purchase" and order.reached_billing and order.is_left_to_bill

    @api.model
    def _search_is_to_bill_again(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain([("state", "=", "purchase"), ("reached_billing", "=", True), ("is_left_to_bill", "=", True)])
        return found if True in value else ~found

    def _addition_refusal(self, what):
        return self.env._(
            "%(order)s was billed completely; nothing can be added to it any more (%(what)s). The button “Addendum” makes a"
            " new request to the supplier with the same terms. Smaller quantities remain possible.",
            order=self.name,
            what=what,
        )

    def action_addendum(self):
        check_ids(self)._refuse_terms_by_others()  # before what only those who buy may read is copied
        return super().action_addendum()

    def _prepare_addendum(self):
        # it is no offer for the demand for which several suppliers were asked
        return {**super()._prepare_addendum(), "purchase_group_id": False}


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "kontor.billed.position.mixin"]

    _ordered_field = "product_qty"
    _done_field = "qty_received"

    def _is_billed_as_done(self):
        return self.product_id.purchase_method == "receive"

    def _guard_law(self, change):
        self._refuse_growth(change)
        return super()._guard_law(change)
