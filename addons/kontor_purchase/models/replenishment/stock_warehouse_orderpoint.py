from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.cost_field import ARTICLE_COST, with_costs
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class StockWarehouseOrderpoint(models.Model):
    """Bestellvorschläge: what minimum stock and open customer orders ask for, by supplier (000-8, 002-15).

    The quantities are Odoo's own replenishment: forecast stock against the minimum, less what is requested already.
    """

    _inherit = "stock.warehouse.orderpoint"

    product_min_qty = fields.Float(aggregator=None)  # pieces of different articles don't add up
    proposal_supplier_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        compute="_compute_proposal_supplier_id",
        store=True,
        index=True,
        help="The supplier to whom the proposal goes: the one chosen on the rule, or else the article's preferred one.",
    )
    proposal_reserved = fields.Float(string="Reserved", digits="Product Unit", compute="_compute_proposal_figures")
    proposal_demand = fields.Float(
        string="Open Customer Orders",
        digits="Product Unit",
        compute="_compute_proposal_figures",
        help="Left to deliver on confirmed customer orders, from this warehouse.",
    )
    proposal_coming = fields.Float(
        string="Ordered",
        digits="Product Unit",
        compute="_compute_proposal_figures",
        help="Requested or ordered from suppliers and not yet received.",
    )
    proposal_quantity = fields.Float(
        string="Proposal",
        digits="Product Unit",
        compute="_compute_proposal_terms",
        help="What is ordered: the quantity to order, at least the supplier's minimum.",
    )
    proposal_price = fields.Float(
        string="Price", min_display_digits="Product Price", compute="_compute_proposal_terms", groups=ARTICLE_COST
    )
    proposal_currency_id = fields.Many2one("res.currency", compute="_compute_proposal_terms")
    proposal_expected_on = fields.Date(string="Expected On", compute="_compute_proposal_terms")

    @api.depends(
        "supplier_id.partner_id", "product_id.seller_ids.partner_id", "product_id.seller_ids.sequence", "company_id"
    )
    def _compute_proposal_supplier_id(self):
        for orderpoint in self:
            product = orderpoint.product_id.with_company(orderpoint.company_id)
            sellers = orderpoint.supplier_id or product._get_filtered_sellers(quantity=None)
            orderpoint.proposal_supplier_id = sellers[:1].partner_id

    @api.depends("product_id", "warehouse_id")
    def _compute_proposal_figures(self):
        """Read reservations, customer orders and supplier orders of all proposals, by a fixed number of queries."""
        reserved = dict(self._reserved_quantities())
        demand = self._open_customer_quantities()
        coming = self._coming_quantities()
        for orderpoint in self:
            key = (orderpoint.product_id.id, orderpoint.warehouse_id.id)
            orderpoint.proposal_reserved = reserved.get(key, 0.0)
            orderpoint.proposal_demand = demand.get(key, 0.0)
            orderpoint.proposal_coming = coming.get(key, 0.0)

    def _reserved_quantities(self):
        """Return ``{(product id, warehouse id): reserved quantity}``."""
        groups = self.env["stock.quant"]._read_group(
            [("product_id", "in", self.product_id.ids), ("location_id.usage", "=", "internal")],
            ["product_id", "location_id"],
            ["reserved_quantity:sum"],
        )
        found = defaultdict(float)
        for product, location, quantity in groups:
            found[product.id, location.warehouse_id.id] += quantity
        return found

    def _open_customer_quantities(self):
        """Return ``{(product id, warehouse id): quantity left to deliver to customers}``."""
        # sudo: the buyer sees how much customers wait for, without their orders
        groups = (
            self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.product_id.ids),
                    ("order_id.is_left_to_deliver", "=", True),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["product_id", "warehouse_id", "product_uom_id"],
                ["product_uom_qty:sum", "qty_delivered:sum"],
            )
        )
        found = defaultdict(float)
        for product, warehouse, uom, ordered, delivered in groups:
            found[product.id, warehouse.id] += uom._compute_quantity(max(ordered - delivered, 0.0), product.uom_id)
        return found

    def _coming_quantities(self):
        """Return ``{(product id, warehouse id): quantity on supplier orders and not yet received}``."""
        groups = self.env["purchase.order.line"]._read_group(
            Domain("product_id", "in", self.product_id.ids)
            & Domain("state", "!=", "cancel")
            & Domain("order_id.receipt_status", "!=", "full")
            & Domain("order_id.dest_address_id", "=", False),
            ["product_id", "order_id", "product_uom_id"],
            ["product_qty:sum", "qty_received:sum"],
        )
        found = defaultdict(float)
        for product, order, uom, ordered, received in groups:
            quantity = uom._compute_quantity(max(ordered - received, 0.0), product.uom_id)
            found[product.id, order.picking_type_id.warehouse_id.id] += quantity
        return found

    @api.depends("qty_to_order", "supplier_id", "proposal_supplier_id")
    @with_costs
    def _compute_proposal_terms(self):
        today = fields.Date.context_today(self)
        for orderpoint in self:
            seller = orderpoint._proposal_seller()
            orderpoint.proposal_quantity = orderpoint._proposal_order_quantity(seller)
            orderpoint.proposal_price = seller.price_discounted
            orderpoint.proposal_currency_id = seller.currency_id
            orderpoint.proposal_expected_on = today + timedelta(days=seller.delay) if seller else False

    def _proposal_seller(self):
        """Return the supplier's price for the quantity to order; below his minimum the one for that."""
        self.ensure_one()
        if self.supplier_id or not self.proposal_supplier_id:
            return self.supplier_id
        product = self.product_id.with_company(self.company_id)
        arguments = {"partner_id": self.proposal_supplier_id, "uom_id": product.uom_id}
        return (
            product._select_seller(quantity=self.qty_to_order, **arguments)
            or product._get_filtered_sellers(quantity=None, **arguments).sorted("min_qty")[:1]
        )

    def _proposal_order_quantity(self, seller):
        """Return what to order, in the article's own unit: at least the supplier's minimum; 0 for nothing."""
        if self.product_uom.compare(self.qty_to_order, 0) <= 0:
            return 0.0
        uom = seller.product_uom_id or self.product_uom
        return max(self.qty_to_order, uom._compute_quantity(seller.min_qty, self.product_uom))

    # -- ordering -------------------------------------------------------------------------------------------------

    def order_proposals(self):
        """Order these proposals from their suppliers; what a colleague ordered meanwhile isn't ordered again.

        Requests to suppliers are made, or open ones extended, as Odoo's replenishment does.

        :return: ids of the ``purchase.order`` records
        :raises UserError: when the right is missing, or a proposal has no supplier, or nothing is left to order;
            nothing was ordered then
        """
        if not self.env["purchase.order"].has_access("create"):
            # sudo: the name of the missing right, for somebody who may not read the groups
            group = self.env.ref("purchase.group_purchase_user").sudo()
            raise UserError(
                self.env._(
                    "You lack the right to order from suppliers. It belongs to “%(group)s”; an administrator can give it"
                    " to you.",
                    group=group.full_name,
                )
            )
        if not check_ids(self):
            raise UserError(self.env._("Choose the proposals to order."))
        self.exists().check_access("write")
        with self.env.cr.savepoint():
            # sudo: Odoo's replenishment looks at documents that a buyer may not open, manufacturing orders for one
            proposals = self.exists().sudo()
            proposals._claim_proposals()
            proposals._compute_qty_to_order_computed()
            wanted = proposals.filtered(lambda proposal: proposal.product_uom.compare(proposal.qty_to_order, 0) > 0)
            if not wanted:
                raise UserError(
                    self.env._("Nothing of this is left to order. Perhaps a colleague has just ordered it: reload the list.")
                )
            unknown = wanted.filtered(lambda proposal: not proposal.proposal_supplier_id)
            if unknown:
                raise UserError(
                    self.env._(
                        "These articles have no supplier; enter one on their tab “Purchase”: %(articles)s",
                        articles=", ".join(unknown.product_id.mapped("display_name")),
                    )
                )
            return wanted._order_from_suppliers().ids

    def _claim_proposals(self):
        """Make the second of two buyers who press at the same moment start again on what the first has done."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE stock_warehouse_orderpoint SET write_uid = write_uid WHERE id IN %s",
                tuple(sorted(self.ids)) or (0,),
            )
        )

    def _order_from_suppliers(self):
        """Run Odoo's replenishment for these proposals and tidy up after it, as its own button does.

        :return: the ``purchase.order`` records
        """
        before = self._requested_quantities()
        for proposal in self:
            quantity = proposal._proposal_order_quantity(proposal._proposal_seller())
            if proposal.product_uom.compare(quantity, proposal.qty_to_order):
                proposal.qty_to_order_manual = quantity
        for company, proposals in self.grouped("company_id").items():
            proposals.with_context(kontor_proposal_supplier=True)._procure_orderpoint_confirm(company_id=company)
        after = self._requested_quantities()
        lines = self.env["purchase.order.line"].browse(
            line_id for line_id, quantity in after.items() if before.get(line_id) != quantity
        )
        self.action_remove_manual_qty_to_order()
        self._compute_qty_to_order()
        orders = lines.order_id
        # What core made for one shortage only goes when the shortage is gone.
        self.filtered(
            lambda proposal: (
                proposal.create_uid.id == api.SUPERUSER_ID
                and proposal.trigger == "manual"
                and proposal.product_uom.compare(proposal.qty_to_order, 0) <= 0
            )
        ).unlink()
        return orders

    def _requested_quantities(self):
        """Return ``{line id: quantity}`` of the requests' lines that these rules have made."""
        lines = self.env["purchase.order.line"].search(
            [("orderpoint_id", "in", self.ids), ("state", "in", ("draft", "sent", "to approve"))]
        )
        return {line.id: line.product_qty for line in lines}

    def _prepare_procurement_values(self, date=False):
        values = super()._prepare_procurement_values(date=date)
        # The context only chooses between suppliers: the one whom the proposal shows.
        if self.env.context.get("kontor_proposal_supplier") and not values.get("supplierinfo_id"):
            values["supplierinfo_id"] = self._proposal_seller()
        return values

    # -- screen ---------------------------------------------------------------------------------------------------

    @api.model
    def action_open_proposals(self):
        """Bring the proposals up to date and show them.

        :return: an ``ir.actions.act_window``
        """
        # sudo: the buyer need not be a stock manager for Odoo to find the shortages; he sees his company's only
        self.sudo().with_context(force_orderpoint_recompute=True)._get_orderpoint_action()
        return self.env["ir.actions.act_window"]._for_xml_id("kontor_purchase.action_order_proposal")

    def action_order_proposals(self):
        """Order the selected proposals and show the supplier orders.

        :return: an ``ir.actions.act_window``
        """
        ids = self.order_proposals()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier Orders"),
            "res_model": "purchase.order",
            "domain": [("id", "in", ids)],
            "view_mode": "list,form",
        }
