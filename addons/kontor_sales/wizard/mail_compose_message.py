from odoo import api, fields, models


class MailComposeMessage(models.TransientModel):
    """An e-mail that carries a quotation issues it, whoever opened its window (004-7)."""

    _inherit = "mail.compose.message"

    issued_by_sending = fields.Char(
        compute="_compute_issued_by_sending", help="The quotations in progress that this e-mail issues."
    )

    @api.depends("composition_mode", "model", "res_domain", "res_ids", "template_id")
    def _compute_issued_by_sending(self):
        for composer in self:
            drafts = composer._sent_quotations(composer._evaluate_res_ids() or [])
            composer.issued_by_sending = ", ".join(drafts.mapped("name"))

    def _sent_quotations(self, res_ids):
        """Return the quotations in progress that this e-mail carries.

        :param list res_ids: ids of the records that it is sent for
        """
        orders = self.env["sale.order"]
        if self.model != orders._name or not self.template_id._carries_orders():
            return orders
        return orders.browse(res_ids).exists().filtered(lambda order: order._prints_as_draft())

    def _action_send_mail_comment(self, res_ids):
        issued = self._sent_quotations(res_ids)._issue_before_sending()
        if issued and len(res_ids) == 1:
            self._renew_documents(res_ids[0])
        return super()._action_send_mail_comment(res_ids)

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        # all of them at first: with the second batch refused, the first would be sent already
        self._sent_quotations(res_ids)._issue_before_sending()
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _action_schedule_message(self):
        for composer in self:
            res_ids = composer._evaluate_res_ids()
            if composer._sent_quotations(res_ids)._issue_before_sending() and len(res_ids) == 1:
                composer._renew_documents(res_ids[0])
        return super()._action_schedule_message()

    def _renew_documents(self, res_id):
        """Put the documents as they are now into the place of those that were made when the window was opened.

        :param int res_id: the record that the e-mail is sent for
        """
        rendered = self._generate_template_for_composer([res_id], ("attachment_ids", "attachments"))[res_id]
        contents = dict(rendered.get("attachments") or [])
        for attachment in self.attachment_ids:
            if attachment.name in contents:
                # sudo: made by the same window for this user
                attachment.sudo().datas = contents[attachment.name]


class MailTemplate(models.Model):
    """An e-mail that is sent by its template does the same."""

    _inherit = "mail.template"

    def _carries_orders(self):
        """Tell whether e-mails of this template carry documents of orders: quotations, pro-forma invoices."""
        # sudo: who sends e-mails needs no right to read reports
        return any(report.model == "sale.order" for report in self.sudo().report_template_ids)

    def send_mail_batch(self, res_ids, *args, **kwargs):
        if len(self) == 1 and self.model == "sale.order" and self._carries_orders():
            self.env["sale.order"].browse(res_ids).exists()._issue_before_sending()
        return super().send_mail_batch(res_ids, *args, **kwargs)
