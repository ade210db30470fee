from odoo import api, fields, models

from ...tools.server_work import INVOICE, server_work


class ResCompany(models.Model):
    _inherit = "res.company"

    prints_default_notice = fields.Boolean(
        string="Notice of Default for Consumers",
        default=True,
        help="Without it, a consumer is in default by a first letter only, and interest begins there (§ 286 Abs. 3 BGB).",
    )
    notice_text_of_default = fields.Text(
        string="Text of the Notice", translate=True, help="Where it is empty, the standard sentence is printed."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prints_default_notice = fields.Boolean(related="company_id.prints_default_notice", readonly=False)
    notice_text_of_default = fields.Text(related="company_id.notice_text_of_default", readonly=False)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_work_on_property = fields.Boolean(
        string="Work on Property",
        help="Private customers have to keep the invoice for two years, and it says so (§ 14 Abs. 4 Nr. 9 UStG).",
    )


class AccountMove(models.Model):
    """What an invoice has to tell consumers: when they are in default, and what they have to keep."""

    _inherit = "account.move"

    has_default_notice = fields.Boolean(
        string="Notice of Default",
        readonly=True,
        copy=False,
        help="The invoice told the consumer that they are in default 30 days after it is due and received.",
    )

    @api.model
    def _get_firm_fields(self):
        return super()._get_firm_fields() | {"has_default_notice"}

    def _post(self, soft=True):
        """Keep on each invoice whether it carries the notice: interest follows from what was printed, not from today's
        settings."""
        posted = super()._post(soft=soft)
        noticed = posted.filtered(lambda move: move._is_to_carry_default_notice())
        with server_work(noticed, INVOICE):
            noticed.has_default_notice = True
        return posted

    def _is_to_carry_default_notice(self):
        """Tell whether this invoice is for a consumer who is to be told of the default (§ 286 Abs. 3 BGB)."""
        self.ensure_one()
        return (
            self.move_type == "out_invoice"
            and self.company_id.prints_default_notice
            and not self.commercial_partner_id.business_customer
            and self._asks_for_transfer()
        )

    def _get_default_notice(self):
        """Return the notice of default that this invoice prints, in the language of the environment, or False."""
        self.ensure_one()
        is_printed = self.has_default_notice if self.state == "posted" else self._is_to_carry_default_notice()
        if not is_printed or not self._asks_for_transfer():
            return False
        return self.company_id.notice_text_of_default or self.env._(
            "Consumers are in default at the latest 30 days after this invoice is due and received, also without a reminder"
            " (§ 286 (3) BGB)."
        )

    def _get_retention_notice(self):
        """Return what a private customer has to keep after work on a property, or False (§ 14 Abs. 4 Nr. 9 UStG)."""
        self.ensure_one()
        if not self.is_sale_document() or self.commercial_partner_id.business_customer:
            return False
        if not any(self.invoice_line_ids.product_id.mapped("is_work_on_property")):
            return False
        return self.env._(
            "You have to keep this invoice, a proof of payment or another conclusive document for two years; this begins"
            " with the end of the year in which the invoice was issued (§ 14b (1) UStG)."
        )
