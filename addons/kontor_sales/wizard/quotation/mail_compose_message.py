from odoo import api, fields, models
from odoo.tools.safe_eval import safe_eval, time


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
        self._issue_quotations(res_ids)
        return super()._action_send_mail_comment(res_ids)

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        # all of them at first: with the second batch refused, the first would be sent already
        self._issue_quotations(res_ids)
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)

    def _action_schedule_message(self):
        for composer in self:
            composer._issue_quotations(composer._evaluate_res_ids())
        return super()._action_schedule_message()

    def _issue_quotations(self, res_ids):
        """Issue the quotations in progress that this e-mail carries, and let it carry them as they are then.

        :param list res_ids: ids of the records that it is sent for
        """
        quotations = self._sent_quotations(res_ids)
        if not quotations:
            return
        drafts = self.attachment_ids  # the documents that were made when the window was opened
        names = self._get_report_names(quotations) if drafts and len(res_ids) == 1 else []
        quotations._issue_before_sending()
        if not names:
            return
        # an issued quotation has its number in the name of its file, too
        issued = dict(zip(names, self._get_report_names(quotations), strict=True))
        rendered = self._generate_template_for_composer(res_ids, ("attachment_ids", "attachments"))[res_ids[0]]
        contents = dict(rendered.get("attachments") or [])
        for attachment in drafts:
            name = issued.get(attachment.name, attachment.name)
            if name in contents:
                # sudo: made by this window for its user
                attachment.sudo().write({"datas": contents[name], "name": name})

    def _get_report_names(self, quotation):
        """Return what the documents of the template are called for a quotation, one name for each of its reports.

        :param quotation: one ``sale.order``, or none
        :return: list of file names
        """
        # sudo: who sends e-mails needs no right to read reports
        reports = self.template_id.sudo().report_template_ids if quotation else self.env["ir.actions.report"]
        names = [safe_eval(report.print_report_name or "''", {"object": quotation, "time": time}) for report in reports]
        return [name if name.endswith(".pdf") else f"{name}.pdf" for name in names]


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
