from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Manufacturing orders from a customer order (002-16)."""

    _inherit = "sale.order"

    def create_manufacturing_orders(self, lines=None, **options):
        """Make manufacturing orders for positions of this order, linked both ways, and nothing twice (002-16).

        :param lines: ``[{'line_id', 'quantity'}]`` in the unit of the position, or None for all that is missing after
            stock and what is being made already. A quantity of 0 leaves a position out.
        :param options: ``with_subassemblies`` (default True): also make what is missing of manufactured components
        :return: ids of the new ``mrp.production`` records, those of subassemblies too
        :raises UserError: when the order isn't confirmed, the right is missing, a position can't be made, or more
            would be made than is left to deliver; nothing was made then
        """
        self._ensure_one_order()
        unknown = options.keys() - {"with_subassemblies"}
        if unknown:
            raise UserError(self.env._("Unknown options: %(options)s.", options=", ".join(sorted(unknown))))
        self._check_can_manufacture()
        with self.env.cr.savepoint():
            # Two planners at the same moment: the second one starts again on what the first has made.
            self._claim_for_status_change()
            order = self.with_company(self.company_id)
            demands = order.order_line._manufacturing_demands()
            wanted = order._wanted_manufacturing(demands, lines)
            if not wanted:
                raise UserError(order._nothing_to_make_text(demands))
            made = self.env["mrp.production"]
            for demand, quantity in wanted:
                made |= order._create_manufacturing_order(demand, quantity)
            if options.get("with_subassemblies", True):
                made |= made._create_subassembly_orders()
        return made.ids

    def _check_can_manufacture(self):
        """Refuse manufacturing orders for what is no order, and to those without the right.

        :raises UserError: saying who can help
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("mrp.group_mrp_user"):
            # sudo: the name of the missing right, for somebody who may not read the groups
            group = self.env.ref("mrp.group_mrp_user").sudo()
            raise UserError(
                self.env._(
                    "%(order)s: you lack the right to make manufacturing orders. It belongs to “%(group)s”; an"
                    " administrator can give it to you.",
                    order=self.name,
                    group=group.full_name,
                )
            )
        if self.state != "sale":
            raise UserError(
                self.env._(
                    "%(order)s stands at “%(status)s”. Manufacturing orders are made from a confirmed order.",
                    order=self.name,
                    status=self.lifecycle_label,
                )
            )

    def _wanted_manufacturing(self, demands, lines):
        """Return what to make now.

        :param list demands: see ``sale.order.line._manufacturing_demands``
        :param lines: see ``create_manufacturing_orders``
        :return: list of ``(demand, quantity in the product's unit)``
        :raises UserError: when a position can't be made, or more is asked for than is left to deliver
        """
        if lines is None:
            return [(demand, demand["missing"]) for demand in demands if demand["missing"] > 0]
        quantities = self._parse_quantities(lines, self.env._("Quantities to make"), self.order_line)
        wanted = []
        for line, quantity in quantities.items():
            own = [demand for demand in demands if demand["line"] == line]
            if not quantity:
                continue
            if not own:
                raise UserError(
                    self.env._(
                        "“%(line)s” can't be made: the article has no bill of materials of its own. The"
                        " manufacturing department can add one.",
                        line=line.name,
                    )
                )
            for demand in own:
                wanted.append((demand, demand["product"].uom_id.round(self._demand_share(demand, quantity))))
        for demand, quantity in wanted:
            left = max(demand["open"] - demand["in_production"], 0.0)
            if demand["product"].uom_id.compare(quantity, left) > 0:
                raise UserError(
                    self.env._(
                        "“%(product)s”: %(quantity)s can't be made. %(open)s are left to deliver, and %(making)s of"
                        " them are being made already.",
                        product=demand["product"].display_name,
                        quantity=demand["product"].uom_id._quantity_text(quantity),
                        open=demand["product"].uom_id._quantity_text(demand["open"]),
                        making=demand["product"].uom_id._quantity_text(demand["in_production"]),
                    )
                )
        return [(demand, quantity) for demand, quantity in wanted if quantity]

    def _demand_share(self, demand, quantity):
        """Return how much of a product is to be made for a quantity of its position (a kit: of its component).

        :param float quantity: in the position's unit
        """
        line = demand["line"]
        if demand["product"] == line.product_id:
            return line.product_uom_id._compute_quantity(quantity, line.product_id.uom_id, rounding_method="HALF-UP")
        return demand["open"] * quantity / (line._open_quantity() or 1.0)

    def _nothing_to_make_text(self, demands):
        """Say why there is nothing to make for this order, with the figures."""
        if not demands:
            return self.env._(
                "%(order)s: nothing left to deliver has a bill of materials, so there is nothing to make.",
                order=self.name,
            )
        rows = [
            self.env._(
                "“%(product)s”: %(open)s open, %(reserved)s reserved, %(free)s free in stock, %(making)s being made",
                product=demand["product"].display_name,
                open=demand["product"].uom_id._quantity_text(demand["open"]),
                reserved=demand["product"].uom_id._quantity_text(demand["reserved"]),
                free=demand["product"].uom_id._quantity_text(demand["free"]),
                making=demand["product"].uom_id._quantity_text(demand["in_production"]),
            )
            for demand in demands
        ]
        return self.env._("%(order)s: everything is covered already.", order=self.name) + "".join(f"\n{row}" for row in rows)

    def _create_manufacturing_order(self, demand, quantity):
        """Make and confirm one manufacturing order for a position.

        :param dict demand: see ``sale.order.line._manufacturing_demands``
        :param float quantity: in the product's unit
        """
        line, product, bom = demand["line"], demand["product"], demand["bom"]
        if not self.stock_reference_ids:
            # sudo: what ties an order to its stock documents; core makes it the same way on confirmation
            self.env["stock.reference"].sudo().create(line._prepare_reference_vals())
        now = fields.Datetime.now()
        deadline = self.commitment_date
        start = max(deadline - timedelta(days=bom.produce_delay), now) if deadline else now
        production = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "bom_id": bom.id,
                "product_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "picking_type_id": (bom.picking_type_id or line.warehouse_id.manu_type_id).id,
                "company_id": self.company_id.id,
                "origin": self.name,
                "sale_line_id": line.id,
                "reference_ids": [(6, 0, self.stock_reference_ids.ids)],
                "date_start": start,
                "date_deadline": deadline or False,
                "never_product_template_attribute_value_ids": [(6, 0, line.product_no_variant_attribute_value_ids.ids)],
            }
        )
        production.action_confirm()
        production.action_assign()
        return production

    def action_open_manufacturing_dialog(self):
        """Open the dialog that makes manufacturing orders.

        :return: an ``ir.actions.act_window``
        :raises UserError: when nothing can be made from this order
        """
        self._ensure_one_order()
        self._check_can_manufacture()
        demands = self.order_line._manufacturing_demands()
        if not demands:
            raise UserError(self._nothing_to_make_text(demands))
        wizard = self.env["sale.order.manufacture"].create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make"),
            "res_model": "sale.order.manufacture",
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
