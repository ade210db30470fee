from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError

SUPPLY_OPTIONS = {"append", "drop_ship", "skip_refused"}


class SaleOrder(models.Model):
    """ "Bei Lieferanten bestellen": supplier orders for positions of customer orders (002-15)."""

    _inherit = "sale.order"

    supply_line_count = fields.Integer(compute="_compute_supply_counts", help="Positions ordered from suppliers")
    supply_arrived_count = fields.Integer(compute="_compute_supply_counts", help="Of these, the ones that arrived")

    @api.depends("order_line.supply_state")
    def _compute_supply_counts(self):
        for order in self:
            states = [line.supply_state for line in order.order_line if line.supply_state]
            order.supply_line_count = len(states)
            order.supply_arrived_count = states.count("done")

    def order_from_suppliers(self, lines=None, **options):
        """Order positions of these customer orders from their suppliers; nothing is ordered twice (002-15).

        Every position goes to its preferred supplier, at the supplier's price for the quantity, at least the supplier's
        minimum, in the supplier's unit. Supplier orders begin as requests; positions and supplier orders are linked.

        :param lines: ``[{'line_id', 'quantity'}]`` in the unit of the position, optionally ``supplier_id`` (a
            ``res.partner``); None: everything that stock, and what is on its way, doesn't cover
        :param options:
            - ``append`` (default True): put the positions into an open request to the supplier, if there is one, and
              one request per supplier for all orders; False: new requests, one for each order and supplier
            - ``drop_ship`` (default False): the supplier delivers to the customer
            - ``skip_refused`` (default False): order what can be ordered, and leave the refused positions out
        :return: ids of the ``purchase.order`` records that took the positions
        :raises UserError: naming each refused position and its reason; nothing was ordered then
        """
        if not check_ids(self) or self.exists() != self:
            raise UserError(self.env._("Choose the orders for which to order from suppliers."))
        unknown = options.keys() - SUPPLY_OPTIONS
        if unknown:
            raise UserError(self.env._("Unknown options: %(options)s.", options=", ".join(sorted(unknown))))
        self._check_can_order_from_suppliers()
        with self.env.cr.savepoint():
            # Two buyers at the same moment: the second one starts again on what the first has ordered.
            self._claim_for_status_change()
            wishes, refused = self._supply_wishes(lines, drop_ship=bool(options.get("drop_ship")))
            if refused and not options.get("skip_refused"):
                raise UserError(self._supply_refusal(refused))
            if not wishes:
                raise UserError(self._supply_refusal(refused) if refused else self._nothing_to_order_text())
            placed = self.env["purchase.order"]
            for company, company_wishes in self._wishes_by_company(wishes).items():
                placed |= self.with_company(company)._place_supplier_orders(
                    company, company_wishes, options.get("append", True), bool(options.get("drop_ship"))
                )
        return placed.ids

    def _check_can_order_from_suppliers(self):
        """Refuse to whoever may not order from suppliers, and for what is no order.

        :raises UserError: saying who can help
        """
        self.check_access("read")
        if not self.env["purchase.order"].has_access("create"):
            # sudo: the name of the missing right, for somebody who may not read the groups
            group = self.env.ref("purchase.group_purchase_user").sudo()
            raise UserError(
                self.env._(
                    "You lack the right to order from suppliers. It belongs to “%(group)s”; whoever has it can order for"
                    " %(orders)s, and an administrator can give it to you.",
                    group=group.full_name,
                    orders=", ".join(self.mapped("name")),
                )
            )
        for order in self:
            if order.state != "sale":
                raise UserError(
                    self.env._(
                        "%(order)s stands at “%(status)s”. Only for confirmed orders something is ordered from suppliers.",
                        order=order.name,
                        status=order.lifecycle_label,
                    )
                )

    def _supply_refusal(self, refused):
        """Return the text that names refused positions.

        :param list refused: tuples ``(position, reason)``
        """
        return self.env._("Nothing was ordered from suppliers:") + "".join(
            f"\n“{line.name.splitlines()[0]}”: {reason}" for line, reason in refused
        )

    def _nothing_to_order_text(self):
        """Say that nothing is missing, with the figures of the positions."""
        rows = []
        for line, figures in self.order_line._supply_figures().items():
            text = line.product_id.uom_id._quantity_text
            rows.append(
                self.env._(
                    "“%(line)s”: %(open)s open, %(reserved)s reserved, %(free)s free in stock, %(coming)s on the way",
                    line=line.name.splitlines()[0],
                    open=text(figures["open"]),
                    reserved=text(figures["reserved"]),
                    free=text(figures["free"]),
                    coming=text(figures["on_the_way"]),
                )
            )
        return self.env._("Nothing has to be ordered: everything is covered.") + "".join(f"\n{row}" for row in rows)

    # -- what to order --------------------------------------------------------------------------------------------

    def _supply_wishes(self, lines=None, drop_ship=False):
        """Find out what to order where.

        :param lines: see ``order_from_suppliers``
        :return: ``(wishes, refused)``: dicts with ``line``, ``quantity`` (for the customer, in the position's unit),
            ``seller`` (``product.supplierinfo``), ``order_quantity`` and ``uom`` (as ordered); tuples ``(line, reason)``
        """
        figures = self.order_line._supply_figures()
        if lines is None:
            quantities = {
                line: line.product_id.uom_id._compute_quantity(figure["missing"], line.product_uom_id)
                for line, figure in figures.items()
                if figure["missing"] > 0
            }
            suppliers = {}
        else:
            quantities = self._parse_quantities(lines, self.env._("Quantities to order"), self.order_line)
            suppliers = {item["line_id"]: item.get("supplier_id") for item in lines}
        wishes, refused = [], []
        for line, quantity in quantities.items():
            if not quantity:
                continue
            supplier = self._parse_record("res.partner", suppliers.get(line.id), self.env._("Supplier"))
            wish, reason = line._supply_wish(quantity, figures.get(line), supplier)
            reason = reason or (drop_ship and line._drop_ship_obstacle())
            if reason:
                refused.append((line, reason))
            else:
                wishes.append(wish)
        return wishes, refused

    def _wishes_by_company(self, wishes):
        by_company = defaultdict(list)
        for wish in wishes:
            by_company[wish["line"].company_id].append(wish)
        return by_company

    # -- ordering it ----------------------------------------------------------------------------------------------

    def _place_supplier_orders(self, company, wishes, append, drop_ship):
        """Put wishes into supplier orders of one company.

        :param list wishes: see ``_supply_wishes``
        :param bool append: into open requests, one for each supplier
        :return: the ``purchase.order`` records
        """
        grouped = defaultdict(list)
        for wish in wishes:
            grouped[self._supplier_order_key(wish, append, drop_ship)].append(wish)
        open_requests = self._open_requests(company, grouped) if append else {}
        missing = [key for key in grouped if key not in open_requests]
        created = self.env["purchase.order"].create(
            [self._prepare_supplier_order(company, key, grouped[key]) for key in missing]
        )
        orders = {**open_requests, **dict(zip(missing, created))}
        values = []
        for key, group in grouped.items():
            order = orders[key]
            values += [self._prepare_supplier_order_line(order, wish, drop_ship) for wish in group]
            if key in open_requests:
                self._link_open_request(order, group)
        self.env["purchase.order.line"].create(values)
        return self.env["purchase.order"].union(*orders.values())

    def _supplier_order_key(self, wish, append, drop_ship):
        """Return what a wish has in common with those that go into the same supplier order.

        :return: ``(supplier, currency, operation type, delivery address, customer order)``, the last two possibly empty
        """
        line, seller = wish["line"], wish["seller"]
        order = line.order_id
        currency = seller.currency_id or seller.partner_id.property_purchase_currency_id or order.company_id.currency_id
        address = order.partner_shipping_id if drop_ship else self.env["res.partner"]
        operation = line._drop_ship_type() if drop_ship else line.warehouse_id.in_type_id
        # A drop shipment has the customer's own papers with it: one customer order each.
        own = order if drop_ship or not append else self.env["sale.order"]
        return seller.partner_id, currency, operation, address, own

    def _open_requests(self, company, keys):
        """Return the requests that nobody has sent yet, by the key of ``_supplier_order_key``; the newest of each."""
        found = {}
        suppliers = self.env["res.partner"].union(*(key[0] for key in keys))
        for order in self.env["purchase.order"].search(
            [
                ("state", "=", "draft"),
                ("company_id", "=", company.id),
                ("partner_id", "in", suppliers.ids),
                # one of several requests for the same goods isn't a collective order
                ("purchase_group_id", "=", False),
                ("requisition_id", "=", False),
            ],
            order="id",
        ):
            key = (order.partner_id, order.currency_id, order.picking_type_id, order.dest_address_id)
            own = order._get_sale_orders() if order.dest_address_id else self.env["sale.order"]
            found[*key, own] = order
        return {key: found[key] for key in keys if key in found}

    def _prepare_supplier_order(self, company, key, wishes):
        """Return the values of a new request; the supplier's terms follow on creation.

        :param key: see ``_supplier_order_key``
        """
        supplier, currency, operation, address, _own = key
        orders = self.env["sale.order"].union(*(wish["line"].order_id for wish in wishes))
        return {
            "partner_id": supplier.id,
            "company_id": company.id,
            "currency_id": currency.id,
            "picking_type_id": operation.id,
            "dest_address_id": address.id,
            "origin": ", ".join(orders.mapped("name")),
            # What arrives is reserved for these customer orders first.
            "reference_ids": [Command.set(orders.stock_reference_ids.ids)],
        }

    def _link_open_request(self, request, wishes):
        """Note the customer orders on a request that takes their positions."""
        orders = self.env["sale.order"].union(*(wish["line"].order_id for wish in wishes))
        origins = [name for name in (request.origin or "").split(", ") if name]
        request.write(
            {
                "origin": ", ".join(dict.fromkeys([*origins, *orders.mapped("name")])),
                "reference_ids": [Command.link(reference.id) for reference in orders.stock_reference_ids],
            }
        )

    def _prepare_supplier_order_line(self, order, wish, drop_ship):
        """Return the values of one line of a supplier order."""
        line = wish["line"]
        values = self.env["purchase.order.line"]._prepare_purchase_order_line(
            line.product_id, wish["order_quantity"], wish["uom"], order.company_id, order.partner_id, order
        )
        if line.special_request:
            values["name"] += f"\n{line.special_request}"
        return {**values, "sale_line_id": line.id}

    # -- screen ---------------------------------------------------------------------------------------------------

    def action_open_supply_dialog(self):
        """Open the dialog "Bei Lieferanten bestellen".

        :return: an ``ir.actions.act_window``
        :raises UserError: when nothing can be ordered from here
        """
        self._ensure_one_order()
        self._check_can_order_from_suppliers()
        if not self.order_line._supply_figures():
            raise UserError(self.env._("%(order)s has no positions that are delivered from stock.", order=self.name))
        wizard = self.env["sale.order.supply"].create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order from Suppliers"),
            "res_model": "sale.order.supply",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_view_supply(self):
        """Show the positions of this order with what is ordered from suppliers for them.

        :return: an ``ir.actions.act_window``
        """
        self._ensure_one_order()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("kontor_purchase.action_sale_order_line_supply"),
            "domain": [("order_id", "=", self.id), ("display_type", "=", False)],
            "context": {"create": False},
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _supply_wish(self, quantity, figures, supplier):
        """Judge whether and how this position can be ordered.

        :param float quantity: for the customer, in the position's unit
        :param dict figures: see ``_supply_figures``; None when the position isn't delivered from stock
        :param supplier: ``res.partner``, or empty for the preferred one
        :return: ``(wish, False)`` or ``(None, reason)``, see ``sale.order._supply_wishes``
        """
        self.ensure_one()
        product, env = self.product_id, self.env
        if figures is None:
            return None, env._("it isn't delivered from stock.")
        uom = product.uom_id
        needed = self.product_uom_id._compute_quantity(quantity, uom, rounding_method="HALF-UP")
        left = max(figures["open"] - figures["on_the_way"], 0.0)
        if uom.compare(needed, left) > 0:
            return None, env._(
                "%(quantity)s are too much: %(open)s are left to deliver, and %(coming)s of them are on the way.",
                quantity=uom._quantity_text(needed),
                open=uom._quantity_text(figures["open"]),
                coming=uom._quantity_text(figures["on_the_way"]),
            )
        if not product.purchase_ok:
            return None, env._("the article isn't purchased; that is set in the article's master data.")
        seller = self._supply_seller(needed, supplier)
        if not seller:
            if supplier:
                return None, env._("“%(supplier)s” doesn't sell the article.", supplier=supplier.name)
            return None, env._("the article has no supplier; enter one on its tab “Purchase”.")
        obstacle = self._supplier_obstacle(seller.partner_id)
        if obstacle:
            return None, obstacle
        seller_uom = seller.product_uom_id or uom
        order_quantity = max(uom._compute_quantity(needed, seller_uom, rounding_method="UP"), seller.min_qty)
        return {
            "line": self,
            "quantity": quantity,
            "seller": seller,
            "order_quantity": order_quantity,
            "uom": seller_uom,
        }, False

    def _supply_seller(self, quantity, supplier):
        """Return the supplier's price for a quantity: of the preferred supplier who sells so few, or else of the first.

        :param float quantity: in the article's own unit
        :param supplier: ``res.partner``, or empty
        """
        product = self.product_id.with_company(self.company_id)
        arguments = {"partner_id": supplier or False, "date": fields.Date.context_today(self), "uom_id": product.uom_id}
        return (
            product._select_seller(quantity=quantity, **arguments)
            or product._get_filtered_sellers(quantity=None, **arguments).sorted("min_qty")[:1]
        )

    def _supplier_obstacle(self, supplier):
        """Say why nothing can be ordered from a supplier now, or return False."""
        block = supplier.commercial_partner_id.with_company(self.company_id)._get_supplier_block_reason()
        return block["text"] if block else False

    def _drop_ship_type(self):
        """Return the operation type of drop shipments of this position's company; empty when there is none."""
        return self.env["stock.picking.type"]

    def _drop_ship_obstacle(self):
        """Say why this position can't be delivered by the supplier himself, or return False."""
        if not self._drop_ship_type():
            return self.env._(
                "drop shipping isn't installed; an administrator can do that (app “Drop Shipping” of the stock module)."
            )
        return False
