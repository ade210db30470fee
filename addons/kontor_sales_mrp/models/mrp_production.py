from odoo import fields, models


class MrpProduction(models.Model):
    """A manufacturing order made for a position of a customer order (002-16)."""

    _inherit = "mrp.production"

    sale_line_id = fields.Many2one(index="btree_not_null", copy=False)

    def _open_product_quantity(self):
        """Return what this order is still going to make, in the product's own unit."""
        self.ensure_one()
        if self.state in ("done", "cancel"):
            return 0.0
        done = self.product_uom_id._compute_quantity(self.qty_produced, self.product_id.uom_id)
        return max(self.product_uom_qty - done, 0.0)

    def _with_subassemblies(self):
        """Return these orders and the orders for their subassemblies, of all levels."""
        found = level = self
        while level:
            level = level.production_group_id.child_ids.production_ids - found
            found |= level
        return found

    def _is_started(self):
        """Tell whether something was consumed or produced already, or work was begun."""
        self.ensure_one()
        return (
            self.state in ("progress", "to_close")
            or self.qty_producing > 0
            or any(move.state == "done" for move in self.move_raw_ids | self.move_finished_ids)
        )

    def _create_subassembly_orders(self):
        """Make orders for what these orders need of subassemblies and no stock covers, down to the lowest level.

        What Odoo has made by itself for a component (by the route "make to order") counts.

        :return: the new orders
        """
        made = self.browse()
        for production in self:
            children = production._get_children().filtered(lambda child: child.state != "cancel")
            moves = production.move_raw_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            boms = self.env["mrp.bom"]._bom_find(moves.product_id, company_id=production.company_id.id, bom_type="normal")
            for product, bom in boms.items():
                missing = sum(
                    move.product_uom._compute_quantity(move.product_uom_qty - move.quantity, product.uom_id)
                    for move in moves.filtered(lambda move, product=product: move.product_id == product)
                ) - sum(
                    child._open_product_quantity()
                    for child in children.filtered(lambda child, product=product: child.product_id == product)
                )
                if bom and product.uom_id.compare(missing, 0) > 0:
                    child = production._create_subassembly_order(product, bom, missing)
                    made |= child | child._create_subassembly_orders()
        return made

    def _create_subassembly_order(self, product, bom, quantity):
        """Make and confirm one order for a subassembly of this order.

        :param float quantity: in the product's own unit
        """
        self.ensure_one()
        child = self.create(
            {
                "product_id": product.id,
                "bom_id": bom.id,
                "product_qty": quantity,
                "product_uom_id": product.uom_id.id,
                "picking_type_id": (bom.picking_type_id or self.picking_type_id).id,
                "company_id": self.company_id.id,
                "origin": self.origin or self.name,
                "reference_ids": [(6, 0, self.reference_ids.ids)],
                "user_id": self.user_id.id,
                "date_deadline": self.date_start,
            }
        )
        child.production_group_id.parent_ids |= self.production_group_id
        child.action_confirm()
        child.action_assign()
        return child
