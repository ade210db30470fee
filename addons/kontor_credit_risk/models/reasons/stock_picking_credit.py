from odoo import api, models

from .res_partner_reasons import Subject


class StockPicking(models.Model):
    """The customer's credit as a reason against deliveries that belong to no order.

    Only goods that leave for a customer use credit: no receipt, return or transfer between our own places (002-13).
    """

    _inherit = "stock.picking"

    @api.depends("partner_id", "state")
    def _compute_credit_figures_panel(self):
        outgoing = self.filtered(lambda picking: picking._goes_to_customer())
        (self - outgoing).credit_figures = False
        return super(StockPicking, outgoing)._compute_credit_figures_panel()

    def _get_credit_debtor(self):
        # sudo: the warehouse need not be able to read orders
        return self.sudo().sale_id._get_credit_debtor() or self.partner_id.commercial_partner_id

    def _get_block_reasons(self, operation):
        reasons = super()._get_block_reasons(operation)
        if operation != "delivery":
            return reasons
        alone = self.filtered(
            lambda picking: (
                picking.partner_id
                and picking._goes_to_customer()
                # sudo: as in _get_credit_debtor
                and not picking.sudo()._get_block_orders()
            )
        )
        for company, pickings in alone.grouped("company_id").items():
            # sudo: the warehouse need not be able to read prices; they are judged, not shown
            values = pickings.sudo()._get_block_amounts()
            subjects = []
            for picking in pickings:
                customer = picking.partner_id.commercial_partner_id._origin
                subjects.append(
                    Subject(
                        document=picking,
                        debtor=customer,
                        customers=customer,
                        added=values[picking.sudo()],  # sudo: the key of what was asked for above
                        # sudo: who pays on delivery is the same for everybody who delivers
                        uses_credit=not customer.sudo().cash_on_delivery,
                        cumulative=True,
                    )
                )
            found = self.env["res.partner"]._get_credit_reasons(company or self.env.company, operation, subjects)
            for picking in pickings:
                reasons[picking] = [*reasons.get(picking, []), *found[picking]]
        return reasons
