from odoo import api, models
from odoo.addons.kontor_credit_risk.models.reasons.block_rule import MANUAL_BLOCK_GROUPS
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """Workshop orders under an order block only for customers with the workshop flag (003-30)."""

    _inherit = "repair.order"

    @api.model_create_multi
    def create(self, vals_list):
        repairs = super().create(vals_list)
        repairs._check_workshop()
        return repairs

    def write(self, vals):
        res = super().write(vals)
        if vals.get("partner_id") or vals.get("state") in ("confirmed", "under_repair"):
            self._check_workshop()
        return res

    def _check_workshop(self):
        """Refuse workshop orders of blocked customers.

        :raises UserError: naming the customer, the block, and who can help
        """
        for repair in self:
            # sudo: the block counts for everybody, whoever may read it
            customer = repair.partner_id.commercial_partner_id.sudo().with_company(repair.company_id)
            if customer.manual_block not in ("order", "quotation") or customer.workshop_allowed:
                continue
            labels = dict(customer._fields["manual_block"]._description_selection(self.env))
            raise UserError(
                "\n".join(
                    [
                        self.env._(
                            "%(repair)s: %(customer)s has a “%(block)s”. Workshop orders are taken only for customers"
                            " with the mark “Workshop”.",
                            repair=repair.name,
                            customer=customer.name,
                            block=labels[customer.manual_block],
                        ),
                        *self.env["kontor.block.mixin"]._get_releaser_texts({MANUAL_BLOCK_GROUPS[customer.manual_block]}),
                    ]
                )
            )
