from odoo import api, fields, models


class SaleOrder(models.Model):
    """Kontor's e-mails take the place of core's; what an administrator chose stays."""

    _inherit = "sale.order"

    def _find_mail_template(self):
        template = super()._find_mail_template()
        return self._use_own_mail(template, "sale.email_template_edi_sale", "kontor_sales.mail_template_quotation")

    def _get_confirmation_template(self):
        template = super()._get_confirmation_template()
        own = "kontor_sales.mail_template_order_confirmation"
        return self._use_own_mail(template, "sale.mail_template_sale_confirmation", own)

    def _use_own_mail(self, template, core, own):
        """Return Kontor's template where core's would be used, unless it was deleted or archived.

        :param template: ``mail.template`` that core found, or None
        :param str core: external id of core's own
        :param str own: external id of Kontor's
        """
        if template != self.env.ref(core, raise_if_not_found=False):
            return template
        ours = self.env.ref(own, raise_if_not_found=False)
        return ours if ours and ours.active else template


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_mail_template(self):
        template = super()._get_mail_template()
        if not all(move.is_sale_document(include_receipts=True) for move in self):
            return template
        ours = self.env.ref("kontor_sales.mail_template_invoice", raise_if_not_found=False)
        return ours if ours and ours.active else template


class ResCompany(models.Model):
    _inherit = "res.company"

    stock_mail_confirmation_template_id = fields.Many2one(
        default=lambda self: self.env.ref("kontor_sales.mail_template_delivery", raise_if_not_found=False)
    )

    @api.model
    def _use_own_delivery_mail(self):
        """Let the companies that still send core's e-mail about deliveries send Kontor's."""
        own = self.env.ref("kontor_sales.mail_template_delivery")
        core = self.env.ref("stock.mail_template_data_delivery_confirmation", raise_if_not_found=False)
        companies = self.search([("stock_mail_confirmation_template_id", "in", (False, *(core.ids if core else ())))])
        companies.stock_mail_confirmation_template_id = own
