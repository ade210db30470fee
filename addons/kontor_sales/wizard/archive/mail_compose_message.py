from odoo import models

from ...tools.issuing import EMAIL, UNSENT, issuing


class MailComposeMessage(models.TransientModel):
    """What the window of an e-mail shows hasn't been sent; what is sent is kept, as it stands then."""

    _inherit = "mail.compose.message"

    def _compute_attachment_ids(self):
        with issuing(UNSENT):
            return super()._compute_attachment_ids()

    def _action_send_mail_comment(self, res_ids):
        self._keep_what_is_sent(res_ids)
        return super()._action_send_mail_comment(res_ids)

    def _action_schedule_message(self):
        for composer in self:
            composer._keep_what_is_sent(composer._evaluate_res_ids())
        return super()._action_schedule_message()

    def _keep_what_is_sent(self, res_ids):
        """Keep the documents that this e-mail carries, and let it carry what is kept.

        :param list res_ids: ids of the records that it is sent for; those of several are made when they are sent
        """
        carried = self.attachment_ids.filtered(lambda attachment: attachment.res_model == self._name)
        archived = self.model in self.env["kontor.issued.document"]._archived_models()
        # sudo: who sends e-mails needs no right to read reports
        if not archived or not carried or len(res_ids) != 1 or not self.template_id.sudo().report_template_ids:
            return
        record = self.env[self.model].browse(res_ids)
        emails = ", ".join(partner.email for partner in self.partner_ids if partner.email)
        with issuing(EMAIL, {record: emails}):
            rendered = self._generate_template_for_composer(res_ids, ("attachment_ids", "attachments"))[res_ids[0]]
        contents = dict(rendered.get("attachments") or [])
        for attachment in carried:
            if attachment.name in contents:
                # sudo: made by this window for its user
                attachment.sudo().datas = contents[attachment.name]


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_attachments(self, res_ids, render_fields, render_results=None):
        """Say that what is rendered for an e-mail goes by e-mail, and to whom."""
        records = self.env[self.model].browse(res_ids) if self.model else []
        recipients = {record: self._recipients_of((render_results or {}).get(record.id) or {}) for record in records}
        with issuing(EMAIL, {record: emails for record, emails in recipients.items() if emails}):
            return super()._generate_template_attachments(res_ids, render_fields, render_results=render_results)

    def _recipients_of(self, values):
        """Return the addresses that a rendered e-mail goes to.

        :param dict values: the rendered ``partner_ids``, ``email_to``, ``email_cc``
        :return: str
        """
        # sudo: only the addresses of those who get the e-mail
        partners = self.env["res.partner"].sudo().browse(values.get("partner_ids") or [])
        emails = [partner.email for partner in partners] + [values.get("email_to"), values.get("email_cc")]
        return ", ".join(email for email in emails if email)
