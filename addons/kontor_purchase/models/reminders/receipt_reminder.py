from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

#: Suppliers that the nightly job reminds in one transaction.
BATCH = 20


class ReceiptReminder(models.Model):
    """A letter that reminds a supplier of what should have come by now (Liefererinnerung)."""

    _name = "kontor.receipt.reminder"
    _description = "Receipt Reminder"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/", index=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", string="Buyer", readonly=True, default=lambda self: self.env.user)
    level = fields.Integer(string="Reminder No.", readonly=True, help="The highest of its positions.")
    answer_by = fields.Date(readonly=True)
    line_ids = fields.One2many("kontor.receipt.reminder.line", "reminder_id", string="Positions", readonly=True)
    order_ids = fields.Many2many("purchase.order", compute="_compute_order_ids", string="Supplier Orders")
    printed_on = fields.Datetime(readonly=True, copy=False)
    emailed_on = fields.Datetime(readonly=True, copy=False)

    @api.depends("line_ids.order_line_id")
    def _compute_order_ids(self):
        for reminder in self:
            reminder.order_ids = reminder.line_ids.order_line_id.order_id

    @api.model
    def _remind(self, lines):
        """Make one reminder for each supplier and company of these positions.

        A position is reminded when it is overdue and wasn't reminded lately; the others are left out.

        :param lines: ``purchase.order.line``
        :return: the new reminders
        """
        due = lines._due_for_reminder()
        reminders = self.browse()
        for (partner, company), group in due.grouped(
            lambda line: (line.order_id.partner_id, line.order_id.company_id)
        ).items():
            today = fields.Date.context_today(self)
            levels = group._reminder_levels()
            values = {
                # sudo: numbers are drawn for everybody who may remind
                "name": self.env["ir.sequence"].sudo().with_company(company).next_by_code("kontor.receipt.reminder"),
                "partner_id": partner.id,
                "company_id": company.id,
                "user_id": (group.order_id.user_id[:1] or self.env.user).id,
                "answer_by": fields.Date.add(today, days=max(company.reminder_repeat_days, 1)),
                "level": max(levels.get(line, (0, None))[0] for line in group) + 1,
                "line_ids": [
                    Command.create(
                        {
                            "order_line_id": line.id,
                            "level": levels.get(line, (0, None))[0] + 1,
                            "quantity": line._open_quantity(),
                            "date_planned": line.date_planned,
                            "days_overdue": (today - line.date_planned.date()).days,
                        }
                    )
                    for line in group.sorted(lambda line: (line.date_planned, line.order_id.id, line.id))
                ],
            }
            # sudo: reminders are made by the server alone, for buyers
            reminder = self.sudo().create(values).sudo(False)
            for order in group.order_id:
                order.message_post(body=self.env._("Receipt reminder %s", reminder.name))
            reminders |= reminder
        return reminders

    # -- sending --------------------------------------------------------------------------------------------------

    def action_print(self):
        """Print these reminders as one stack.

        :return: a report action
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one reminder."))
        self.check_access("read")
        return self.env.ref("kontor_purchase.action_report_receipt_reminder").report_action(self, data={}, config=False)

    def action_send_email(self):
        """Send these reminders by e-mail, each once.

        :return: True
        :raises UserError: when one was sent before, or its supplier has no address
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one reminder."))
        self.check_access("read")
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise UserError(self.env._("Only buyers send reminders."))
        for reminder in self:
            if reminder.emailed_on:
                raise UserError(
                    self.env._(
                        "%(reminder)s was already sent by e-mail on %(date)s.",
                        reminder=reminder.name,
                        date=format_date(self.env, reminder.emailed_on),
                    )
                )
            if not reminder.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(reminder)s: %(supplier)s has no e-mail address.",
                        reminder=reminder.name,
                        supplier=reminder.partner_id.display_name,
                    )
                )
        self.sudo()._send_emails()  # sudo: the right was checked; the marks are written by nobody else
        return True

    def _send_emails(self):
        """Write the e-mails. The mark and the e-mail are one transaction, so none is sent twice."""
        # Of two users at the same moment, the database lets the second start again on what the first has done.
        self.env.cr.execute(
            "UPDATE kontor_receipt_reminder SET write_uid = write_uid WHERE id IN %s", [tuple(self.ids) or (0,)]
        )
        template = self.env.ref("kontor_purchase.mail_template_receipt_reminder")
        for reminder in self.filtered(lambda reminder: not reminder.emailed_on):
            template.send_mail(reminder.id, force_send=False, raise_exception=True)
            reminder.emailed_on = fields.Datetime.now()

    @api.model
    def _cron_remind(self):
        """Every night, remind the suppliers of companies that want it. Killed at any point, nothing is made twice."""
        cron = self.env["ir.cron"]
        companies = self.env["res.company"].search([("reminder_automatic", "=", True)])
        todo = []
        for company in companies:
            model = self.env["purchase.order.line"].with_company(company).with_context(allowed_company_ids=company.ids)
            lines = model.search(
                model.order_id._overdue_domain() & Domain("company_id", "=", company.id), order="partner_id, id"
            )
            due = lines._due_for_reminder().filtered(lambda line: line.order_id.partner_id.email)
            todo += [group.ids for group in due.grouped(lambda line: line.order_id.partner_id).values()]
        cron._commit_progress(remaining=len(todo))
        for ids in todo:
            lines = self.env["purchase.order.line"].browse(ids).exists()
            self._remind(lines)._send_emails()
            cron._commit_progress(1)


class ReceiptReminderLine(models.Model):
    """One overdue position of a reminder. No position is at the same level twice, guaranteed by the database."""

    _name = "kontor.receipt.reminder.line"
    _description = "Receipt Reminder Position"
    _order = "id"

    reminder_id = fields.Many2one("kontor.receipt.reminder", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="reminder_id.company_id", store=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", string="Position", required=True, readonly=True, ondelete="cascade", index=True
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Supplier Order")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    level = fields.Integer(string="Reminder No.", required=True, readonly=True)
    quantity = fields.Float(string="Open", digits="Product Unit", readonly=True)
    date_planned = fields.Date(string="Promised For", readonly=True)
    days_overdue = fields.Integer(readonly=True)

    _level_unique = models.Constraint(
        "UNIQUE(order_line_id, level)", "This position was reminded by somebody else at the same moment."
    )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _reminder_levels(self):
        """Return how often, and when last, these positions were reminded: ``{line: (level, date)}``."""
        # sudo: as in _remind
        groups = (
            self.env["kontor.receipt.reminder.line"]
            .sudo()
            ._read_group([("order_line_id", "in", self.ids)], ["order_line_id"], ["level:max", "create_date:max"])
        )
        return {line.sudo(False): (level, created.date()) for line, level, created in groups}

    def _due_for_reminder(self):
        """Return those of these positions that are overdue and weren't reminded lately."""
        lines = self.search(self.order_id._overdue_domain() & Domain("id", "in", self.ids))
        levels = lines._reminder_levels()
        today = fields.Date.context_today(self)

        def is_due(line):
            company = line.company_id
            if (today - line.date_planned.date()).days < company.reminder_overdue_days:
                return False
            last = levels.get(line, (0, None))[1]
            return not last or (today - last).days >= company.reminder_repeat_days

        return lines.filtered(is_due)


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def remind_receipts(self):
        """Remind the suppliers of these orders of what is overdue: one letter for each supplier.

        :return: list of ``kontor.receipt.reminder`` ids
        :raises UserError: when nothing is overdue, or everything was reminded lately
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one supplier order."))
        self.check_access("write")
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise UserError(self.env._("Only buyers send reminders."))
        reminders = self.env["kontor.receipt.reminder"]._remind(self.order_line)
        if not reminders:
            levels = self.order_line._reminder_levels()
            last = max((date for _level, date in levels.values()), default=None)
            if last:
                raise UserError(
                    self.env._(
                        "There is nothing to remind: the last reminder was on %(date)s, the next is possible after"
                        " %(days)s days.",
                        date=format_date(self.env, last),
                        days=self[:1].company_id.reminder_repeat_days,
                    )
                )
            raise UserError(self.env._("There is nothing to remind: no receipt of these orders is overdue."))
        return reminders.ids

    def action_remind_receipts(self):
        """Remind the suppliers of these orders, and show the letters."""
        ids = self.remind_receipts()
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_purchase.action_receipt_reminder")
        return {**action, "domain": [("id", "in", ids)], "context": {}}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Note when reminders were printed for the first time."""
        content, report_type = super()._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        report = self._get_report(report_ref)
        if report.model == "kontor.receipt.reminder" and res_ids and report_type == "pdf":
            ids = [res_ids] if isinstance(res_ids, int) else res_ids
            # sudo: the server notes what was printed, for everybody who may print
            reminders = self.env[report.model].sudo().browse(ids)
            reminders.filtered(lambda reminder: not reminder.printed_on).printed_on = fields.Datetime.now()
        return content, report_type
