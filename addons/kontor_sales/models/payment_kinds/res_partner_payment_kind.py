from odoo import api, models

#: The two fields that say that a customer pays on delivery; they are kept in step.
STEP_FIELDS = {"cash_on_delivery", "property_inbound_payment_method_line_id"}


class ResPartner(models.Model):
    """Customers who pay on delivery (001-12): the mark and the customer's Zahlungsart say the same (000-13).

    Who chooses cash on delivery as the Zahlungsart marks the customer, and the other way round. The mark holds for all
    companies, the Zahlungsart for one: with the mark, each company's Zahlungsart is set, or taken away. When both are given
    and say different things, the Zahlungsart counts.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list):
            if any(vals.get(name) for name in STEP_FIELDS):
                partner._keep_cash_on_delivery_in_step(False, False)
        return partners

    def write(self, vals):
        if not vals.keys() & STEP_FIELDS:
            return super().write(vals)
        before = {partner: (partner.cash_on_delivery, partner._payment_kind()) for partner in self}
        res = super().write(vals)
        for partner, (mark, kind) in before.items():
            partner._keep_cash_on_delivery_in_step(mark, kind)
        return res

    def _payment_kind(self):
        """Return the kind of the customer's Zahlungsart in the present company, or False."""
        # sudo: what kind of payment it is, for those who may read the customer
        return self.property_inbound_payment_method_line_id.sudo().payment_kind

    def _keep_cash_on_delivery_in_step(self, mark_before, kind_before):
        """Make mark and Zahlungsart of a customer agree, after one of them was changed.

        :param bool mark_before: the mark as it was
        :param kind_before: kind of the Zahlungsart as it was, or False
        """
        self.ensure_one()
        if self != self.commercial_partner_id:
            return  # contacts have their company's mark
        mark, kind = self.cash_on_delivery, self._payment_kind()
        if kind != kind_before:
            if kind == "cod" and not mark:
                self.cash_on_delivery = True
            elif mark and kind not in ("cod", "other", False):
                self.cash_on_delivery = False
            elif mark and not kind and kind_before == "cod" and mark_before:
                self.cash_on_delivery = False
        elif mark != mark_before:
            self._set_cash_on_delivery_methods(mark)

    def _set_cash_on_delivery_methods(self, mark):
        """Set cash on delivery as the customer's Zahlungsart in each company that knows it, or take it away.

        :param bool mark: the customer pays on delivery
        """
        # sudo: the mark holds for all companies, whichever the user may see
        lines = (
            self.env["account.payment.method.line"]
            .sudo()
            .search(
                [
                    ("payment_kind", "=", "cod"),
                    ("payment_method_id.payment_type", "=", "inbound"),
                    ("journal_id.active", "=", True),
                ]
            )
        )
        for company, methods in lines.grouped("company_id").items():
            if self.company_id and self.company_id != company:
                continue
            customer = self.sudo().with_company(company)  # sudo: as above
            if mark and customer._payment_kind() != "cod":
                customer.property_inbound_payment_method_line_id = methods[0]
            elif not mark and customer._payment_kind() == "cod":
                customer.property_inbound_payment_method_line_id = False

    @api.model
    def _init_payment_kinds(self):
        """Give customers who were marked before there were Zahlungsarten the one that they have."""
        for customer in self.with_context(active_test=False).search([("cash_on_delivery", "=", True)]):
            if customer == customer.commercial_partner_id:
                customer._set_cash_on_delivery_methods(True)
