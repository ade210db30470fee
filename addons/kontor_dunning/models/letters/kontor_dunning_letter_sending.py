import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..levels.dunning_right import ensure_may_dun

_logger = logging.getLogger(__name__)

#: A stack for the printer. More letters than this are printed in several stacks.
STACK = 250
#: E-mails that are written in one transaction.
EMAIL_BATCH = 20


class KontorDunningLevel(models.Model):
    _inherit = "kontor.dunning.level"

    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail Template", domain=[("model", "=", "kontor.dunning.letter")], ondelete="set null"
    )


class KontorDunningLetter(models.Model):
    """Sending letters: one stack for the printer, or an e-mail to the customer. Each once."""

    _inherit = "kontor.dunning.letter"

    channel = fields.Selection([("print", "Print"), ("email", "E-mail")], string="Send by", default="print", required=True)
    printed_on = fields.Datetime(readonly=True, copy=False)
    emailed_on = fields.Datetime(readonly=True, copy=False)
    email_error = fields.Char(readonly=True, copy=False)
    is_printed = fields.Boolean(compute="_compute_sending", store=True)
    is_emailed = fields.Boolean(compute="_compute_sending", store=True)
    has_email_error = fields.Boolean(compute="_compute_sending", store=True)

    @api.depends("printed_on", "emailed_on", "email_error")
    def _compute_sending(self):
        for letter in self:
            letter.is_printed = bool(letter.printed_on)
            letter.is_emailed = bool(letter.emailed_on)
            letter.has_email_error = bool(letter.email_error)

    # -- paper ----------------------------------------------------------------------------------------------------

    def _print_stack(self):
        """Return the action that prints these letters as one PDF, in the order of their numbers."""
        letters = self.filtered(lambda letter: letter.state != "draft").sorted("name")[:STACK]
        if not letters:
            raise UserError(self.env._("There is no letter left to print."))
        return self.env.ref("kontor_dunning.action_report_letter").report_action(letters, data={}, config=False)

    def action_print(self):
        """Print these letters as one stack, whether they were printed before or not.

        :return: a report action
        """
        self._ensure_letters()
        self.check_access("read")
        return self.env.ref("kontor_dunning.action_report_letter").report_action(self[:STACK], data={}, config=False)

    def _note_printed(self, report):
        """Note that these letters were printed; the status of their orders adds the print log (001-14).

        :param report: the ``ir.actions.report``
        """
        self._mark_printed()

    def _mark_printed(self):
        """Remember when letters were printed for the first time."""
        first = self.filtered(lambda letter: letter.state != "draft" and not letter.printed_on)
        if first:
            # sudo: the server notes what was printed, for everybody who may print
            first.sudo().printed_on = fields.Datetime.now()

    # -- e-mail ---------------------------------------------------------------------------------------------------

    def action_send_email(self):
        """Send these letters by e-mail now.

        :return: True
        :raises UserError: when a letter isn't issued, was sent before, or has no address
        """
        self._ensure_letters()
        ensure_may_dun(self)
        for letter in self:
            if letter.state == "draft":
                raise UserError(self.env._("%s is only a proposal; confirm it first.", letter.display_name))
            if letter.state == "withdrawn":
                raise UserError(self.env._("%s has been withdrawn.", letter.display_name))
            if letter.emailed_on:
                raise UserError(
                    self.env._(
                        "%(letter)s was already sent by e-mail on %(date)s.",
                        letter=letter.display_name,
                        date=fields.Datetime.context_timestamp(letter, letter.emailed_on).strftime("%d.%m.%Y %H:%M"),
                    )
                )
            if not (letter.address_id.email or letter.partner_id.email):
                raise UserError(self.env._("%s: the customer has no e-mail address.", letter.display_name))
        self.sudo()._send_emails()  # sudo: the right was checked; the letters' fields are written by nobody else
        return True

    def _send_emails(self):
        """Write the e-mails of these letters. The mark and the e-mail are one transaction, so none is sent twice."""
        # Of two jobs at the same moment, the database refuses the second.
        self.env.cr.execute(
            SQL("UPDATE kontor_dunning_letter SET write_uid = write_uid WHERE id IN %s", tuple(self.ids) or (0,))
        )
        for letter in self:
            if letter.emailed_on:
                continue
            template = letter.level_id.mail_template_id or self.env.ref("kontor_dunning.mail_template_letter")
            template.send_mail(letter.id, force_send=False, raise_exception=True)
            letter.write({"emailed_on": fields.Datetime.now(), "email_error": False, "channel": "email"})

    @api.model
    def _cron_email(self):
        """Write the e-mails of letters that are to be sent by e-mail, a few in each transaction."""
        domain = [
            ("channel", "=", "email"),
            ("state", "=", "sent"),
            ("is_emailed", "=", False),
            ("has_email_error", "=", False),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while letters := self.search(domain, limit=EMAIL_BATCH, order="id"):
            for letter in letters:
                try:
                    with self.env.cr.savepoint():
                        letter.with_company(letter.company_id)._send_emails()
                except Exception as error:  # one letter that can't be sent doesn't hold up the others
                    if not self._is_letter_problem(error):
                        raise
                    _logger.warning("Dunning letter %s was not sent: %s", letter.name, error)
                    letter.email_error = str(error)[:500]
            if not cron._commit_progress(len(letters)):
                return

    @api.model
    def _is_letter_problem(self, error):
        """Tell a letter's own problem (an address, a template) from the database's, which Odoo solves by starting again."""
        return not type(error).__module__.startswith("psycopg2")
