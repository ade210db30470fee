from odoo import api, models


class PurchaseOrder(models.Model):
    """The supplier's terms are defaults of every new order, also of one that comes in over RPC (000-8).

    Core sets them by onchange only, on the screen.
    """

    _inherit = "purchase.order"

    @api.model
    def _get_supplier_terms(self, partner, company):
        """Return the values that a new order takes over from its supplier, unless they are given.

        :param partner: ``res.partner``
        :param company: ``res.company``
        """
        partner = partner.with_company(company)
        terms = {
            "payment_term_id": partner.property_supplier_payment_term_id.id,
            "fiscal_position_id": self.env["account.fiscal.position"].with_company(company)._get_fiscal_position(partner).id,
            "incoterm_id": partner.purchase_incoterm_id.id or company.incoterm_id.id,
        }
        # sudo: whether the supplier's buyer works for this company, for somebody who may not read users
        buyer = partner.buyer_id.sudo()
        if buyer and buyer.active and company in buyer.company_ids:
            terms["user_id"] = buyer.id
        return terms

    @api.model_create_multi
    def create(self, vals_list):
        known = {}
        filled = []
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            partner = self.env["res.partner"].browse(vals.get("partner_id") or self.env.context.get("default_partner_id"))
            if not partner or self.env.context.get("import_file"):
                filled.append(vals)
                continue
            key = (partner.id, company.id)
            if key not in known:
                known[key] = self._get_supplier_terms(partner, company)
            terms = {
                name: value
                for name, value in known[key].items()
                if name not in vals and f"default_{name}" not in self.env.context
            }
            filled.append({**terms, **vals})
        return super().create(filled)

    @api.onchange("partner_id", "company_id")
    def onchange_partner_id(self):
        res = super().onchange_partner_id()
        if self.partner_id:
            for name, value in self._get_supplier_terms(self.partner_id, self.company_id).items():
                self[name] = value
        return res
