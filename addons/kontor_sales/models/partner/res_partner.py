from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_state = fields.Selection(
        [("prospect", "Prospect"), ("customer", "Customer")],
        string="Customer Status",
        default="prospect",
        readonly=True,
        copy=False,
        index=True,
        help="A prospect becomes a customer with the first order or invoice.",
    )
    cash_on_delivery = fields.Boolean(
        help="Deliveries go out with a cash-on-delivery invoice (prices and the amount to collect)"
        " instead of a delivery note.",
    )
    business_customer = fields.Boolean(
        compute="_compute_business_customer",
        store=True,
        readonly=False,
        help="Documents show net prices. Otherwise they show prices including tax.",
    )

    @api.depends("is_company")
    def _compute_business_customer(self):
        """Companies are business customers, persons are not (001-13); the user may change either."""
        for partner in self:
            partner.business_customer = partner.is_company

    @api.model
    def _commercial_fields(self):
        # A contact of a company is served on the company's terms.
        return super()._commercial_fields() + ["cash_on_delivery", "business_customer"]

    def _become_customer(self, company=None):
        """Turn prospects into customers, with their first order or invoice (000-1, 000-11).

        :param company: ``res.company`` that sells; default: the one in which the user works
        """
        self._ensure_customer_numbers(company)
        customers = self | self.commercial_partner_id
        # sudo: the sales clerk who confirms an order need not have the right to edit master data
        customers.sudo().filtered(lambda partner: partner.customer_state != "customer").customer_state = "customer"

    @api.model
    def _init_customer_state(self):
        """Mark those who ordered, or were invoiced, before Kontor was installed as customers."""
        self.env.cr.execute(
            SQL(
                """
                WITH buyer AS (
                    SELECT partner_id AS id FROM sale_order WHERE state = 'sale'
                    UNION
                    SELECT partner_id FROM account_move
                     WHERE move_type IN ('out_invoice', 'out_refund') AND state = 'posted'
                )
                UPDATE res_partner
                   SET customer_state = 'customer'
                 WHERE customer_state IS DISTINCT FROM 'customer'
                   AND (id IN (SELECT id FROM buyer)
                        OR id IN (SELECT commercial_partner_id FROM res_partner JOIN buyer USING (id)))
                """
            )
        )
        self.invalidate_model(["customer_state"])
