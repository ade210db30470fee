from odoo import api, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """One demand, several suppliers: requests side by side, compared, and awarded to one (or by position).

    Core's alternatives (``purchase_requisition``) hold them together; these methods are what integrations call.
    """

    _inherit = "purchase.order"

    def request_from(self, partner_ids):
        """Ask more suppliers for the same positions.

        :param list partner_ids: ids of ``res.partner``
        :return: list of the new requests' ids, in the order of ``partner_ids``
        :raises UserError: when this is no open request, or a supplier is unusable
        """
        self._ensure_one_order()
        self.check_access("write")
        if self.lifecycle_status != "request":
            raise UserError(self.env._("%s is no open request any more.", self.name))
        if not isinstance(partner_ids, (list, tuple)) or not partner_ids:
            raise UserError(self.env._("Suppliers: expected a list of ids."))
        partners = self.env["res.partner"]
        for partner_id in partner_ids:
            partner = self._parse_record("res.partner", partner_id, self.env._("Supplier"))
            asked = (self | self.alternative_po_ids).filtered(lambda order: order.state != "cancel").partner_id
            if partner in asked | partners:
                raise UserError(self.env._("“%s” has been asked already.", partner.display_name))
            partners |= partner
        known = self.alternative_po_ids | self
        wizard = self.env["purchase.requisition.create.alternative"].create(
            {"origin_po_id": self.id, "partner_ids": [(6, 0, partners.ids)], "copy_products": True}
        )
        wizard.action_create_alternative()
        self.invalidate_recordset(["purchase_group_id", "alternative_po_ids"])
        new = self.alternative_po_ids - known
        return [order.id for partner in partners for order in new if order.partner_id == partner]

    @api.readonly
    def get_request_comparison(self):
        """Compare the offers for the same demand.

        :return: ``[{'product_id', 'product', 'offers': [{'order_id', 'order', 'supplier', 'line_id', 'quantity',
            'price_unit', 'discount', 'total', 'date_planned', 'is_cheapest', 'is_fastest'}]}]``; totals net in company
            currency, dates ISO
        """
        self._ensure_one_order()
        self.check_access("read")
        orders = (self | self.alternative_po_ids).filtered(lambda order: order.state != "cancel")
        result = []
        lines = orders.order_line.filtered(lambda line: not line.display_type and line.product_qty)
        for product, offers in lines.grouped("product_id").items():
            cheapest = min((line.price_total_cc / line.product_qty for line in offers if line.price_total_cc), default=0.0)
            fastest = min((line.date_planned for line in offers if line.date_planned), default=False)
            result.append(
                {
                    "product_id": product.id,
                    "product": product.display_name or "",
                    "offers": [
                        {
                            "order_id": line.order_id.id,
                            "order": line.order_id.name,
                            "supplier": line.order_id.partner_id.display_name,
                            "line_id": line.id,
                            "quantity": line.product_qty,
                            "price_unit": line.price_unit,
                            "discount": line.discount,
                            "total": line.price_total_cc,
                            "date_planned": line.date_planned.date().isoformat() if line.date_planned else False,
                            "is_cheapest": bool(line.price_total_cc)
                            and line.company_currency_id.compare_amounts(line.price_total_cc / line.product_qty, cheapest)
                            == 0,
                            "is_fastest": bool(fastest) and line.date_planned == fastest,
                        }
                        for line in offers.sorted(lambda line: (line.price_total_cc / line.product_qty, line.id))
                    ],
                }
            )
        return result

    def action_award(self):
        """Order from this supplier, and tell in the other requests for the same demand that they were not chosen.

        :return: True
        """
        return self.change_status("order")
