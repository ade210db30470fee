from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_window_partner(self, record):
        if record._name == "kontor.dunning.letter":
            return record.address_id or record.partner_id
        return super()._get_window_partner(record)

    def _get_payment_account(self, currency):
        """Return the account that customers are asked to pay to: that which an invoice in this currency names.

        :param currency: ``res.currency`` of what is to be paid
        :return: ``res.partner.bank``, or none
        """
        self.ensure_one()
        company = self.sudo().with_company(self)  # sudo: what every invoice prints is no secret
        method = company.partner_id.property_inbound_payment_method_line_id
        if method.journal_id:
            return method.journal_id.bank_account_id
        accounts = company.partner_id.bank_ids.filtered(lambda account: not account.company_id or account.company_id == self)
        return accounts.sorted(
            lambda account: (account.currency_id not in (currency.browse(), currency), not account.allow_out_payment)
        )[:1]
