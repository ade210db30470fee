import logging

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..items.kontor_dunning_engine import LETTER_AMOUNTS
from ..levels.dunning_right import ensure_may_dun
from ..levels.kontor_dunning_level import DUNNING_KINDS

_logger = logging.getLogger(__name__)

#: Letters that are issued in one transaction. Up to this number a confirmation is done at once.
BATCH = 200


class KontorDunningRun(models.Model):
    """Mahnlauf: propose for a date and a selection, change, confirm.

    A confirmation of many letters is done by a job, in batches. Each batch is one transaction: a job that is killed
    leaves whole letters behind, and goes on with those that are still proposals.
    """

    _name = "kontor.dunning.run"
    _description = "Dunning Run"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True, default=fields.Date.context_today, copy=False, help="Due items are judged for this day."
    )
    partner_ids = fields.Many2many("res.partner", string="Customers", help="Empty: all customers.")
    category_ids = fields.Many2many("res.partner.category", string="Customer Groups", help="Empty: all groups.")
    procedure_ids = fields.Many2many(
        "kontor.dunning.procedure",
        string="Procedures",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all procedures.",
    )
    max_kind = fields.Selection(DUNNING_KINDS, string="Up to Level", help="No letter above this level. Empty: all levels.")
    user_id = fields.Many2one("res.users", string="Clerk", default=lambda self: self.env.user)
    is_automatic = fields.Boolean(string="Automatic", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("proposed", "Proposed"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    confirm_requested_on = fields.Datetime(readonly=True, copy=False)
    letter_ids = fields.One2many("kontor.dunning.letter", "run_id", string="Letters")
    letter_count = fields.Integer(string="Letters Count", compute="_compute_letters")
    sent_count = fields.Integer(string="Issued", compute="_compute_letters")
    excluded_count = fields.Integer(string="Excluded", compute="_compute_letters")
    to_print_count = fields.Integer(string="To Print", compute="_compute_letters")
    to_email_count = fields.Integer(string="To E-mail", compute="_compute_letters")
    email_error_count = fields.Integer(string="E-mails Failed", compute="_compute_letters")
    progress = fields.Integer(compute="_compute_letters", help="Letters issued, in percent.")
    is_confirming = fields.Boolean(compute="_compute_is_confirming")
    base_rate_warning = fields.Text(
        compute="_compute_base_rate_warning", help="Says so when the base rate of the run's half-year was not entered."
    )

    _automatic_once = models.UniqueIndex(
        "(company_id, date) WHERE is_automatic", "The automatic dunning of this day has already been done."
    )

    @api.depends(
        "state", "letter_ids.state", "letter_ids.excluded", "letter_ids.channel", "letter_ids.printed_on",
        "letter_ids.emailed_on", "letter_ids.email_error",
    )  # fmt: skip
    def _compute_letters(self):
        names = ("letters", "sent", "excluded", "print", "email", "error")
        # by id: a form that is being edited asks for a run that isn't written yet
        counts = {run._origin.id: dict.fromkeys(names, 0) for run in self}
        # sudo: how far a run is may be seen by everybody who sees the run
        groups = (
            self.env["kontor.dunning.letter"]
            .sudo()
            ._read_group(
                [("run_id", "in", self.ids)],
                ["run_id", "state", "excluded", "channel", "is_printed", "is_emailed", "has_email_error"],
                ["__count"],
            )
        )
        for run, sent, excluded, channel, printed, emailed, error, count in groups:
            row = counts[run.id]
            if excluded:
                row["excluded"] += count
                continue
            row["letters"] += count
            if sent == "draft":
                continue
            row["sent"] += count
            if sent == "withdrawn":
                continue
            row["print"] += count if channel == "print" and not printed else 0
            row["email"] += count if channel == "email" and not emailed else 0
            row["error"] += count if error else 0
        for run in self:
            row = counts[run._origin.id]
            run.letter_count, run.sent_count, run.excluded_count = row["letters"], row["sent"], row["excluded"]
            run.to_print_count, run.to_email_count, run.email_error_count = row["print"], row["email"], row["error"]
            run.progress = 100 * row["sent"] // row["letters"] if row["letters"] else 100 * (run.state == "done")

    @api.depends("state", "confirm_requested_on")
    def _compute_is_confirming(self):
        for run in self:
            run.is_confirming = run.state == "proposed" and bool(run.confirm_requested_on)

    @api.depends("date", "company_id", "state")
    def _compute_base_rate_warning(self):
        """Warn before letters go out with interest by a base rate that may no longer hold (§ 247 BGB)."""
        last = max(filter(None, self.mapped("date")), default=fields.Date.today())
        # sudo: the warning is for everybody who sees the run; the rates are public
        rates = self.env["kontor.base.rate"].sudo().search([("date_from", "<=", last)])
        levels = self.env["kontor.dunning.level"].sudo()  # sudo: only whether any of them charges interest
        companies = {company for (company,) in levels._read_group([("interest", "=", True)], ["company_id"])}
        for run in self:
            newest = rates.filtered(lambda rate: run.date and rate.date_from <= run.date)[:1]  # noqa: B023
            missing = run.date and rates._half_year(run.date)
            company = run.company_id.sudo()  # sudo: compared with what was found so
            if not newest or newest.date_from >= missing or run.state == "done" or company not in companies:
                run.base_rate_warning = False
                continue
            run.base_rate_warning = self.env._(
                "The base rate from %(missing)s is not entered yet. Interest is computed with the newest one that is known,"
                " %(rate)s %% from %(newest)s. The Bundesbank announces the rate; everybody with the right to dun can enter"
                " it under Invoicing, Dunning, Base Rates. After that, propose the run again.",
                missing=format_date(self.env, missing),
                rate=formatLang(self.env, newest.rate, digits=2),
                newest=format_date(self.env, newest.date_from),
            )

    # -- the life of a record -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and (vals.keys() & {"state", "is_automatic", "confirm_requested_on"}):
                raise UserError(self.env._("The state of a dunning run follows from its steps and can't be written."))
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("kontor.dunning.run") or "/"
        return super().create(vals_list)

    def write(self, vals):
        selection = {"company_id", "date", "partner_ids", "category_ids", "procedure_ids", "max_kind"}
        if not self.env.su:
            if vals.keys() & {"state", "is_automatic", "confirm_requested_on", "name"}:
                raise UserError(self.env._("The state of a dunning run follows from its steps and can't be written."))
            if vals.keys() & selection and self.filtered(lambda run: run.state != "draft"):
                raise UserError(
                    self.env._("The selection of a run that has been proposed can't be changed. Reset it first.")
                )
            if "letter_ids" in vals and self.filtered(lambda run: run.state == "done"):
                raise UserError(self.env._("The letters of a confirmed run can't be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_done(self):
        for run in self:
            if run.state == "done" or run.is_confirming:
                raise UserError(
                    self.env._("%s can't be deleted: its letters have been sent. Withdraw letters instead.", run.name)
                )

    def _ensure_one_run(self):
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one dunning run; this call is for %(count)s.", count=len(self)))

    # -- propose --------------------------------------------------------------------------------------------------

    def _selection(self):
        """Return the run's selection as the engine takes it."""
        self.ensure_one()
        return {
            "partners": self.partner_ids,
            "categories": self.category_ids,
            "procedures": self.procedure_ids,
            "max_kind": self.max_kind,
            "automatic": self.is_automatic,
        }

    def action_propose(self):
        """Find all customers with items to dun, and write their letters as proposals. An earlier proposal is replaced.

        :return: True
        """
        self._ensure_one_run()
        ensure_may_dun(self)
        if self.state == "done" or self.is_confirming:
            raise UserError(self.env._("%s has been confirmed; make a new dunning run.", self.name))
        self._drop_proposal()
        # sudo: the proposal covers all customers of the company, whoever's they are
        run = self.sudo()
        engine = self.env["kontor.dunning.engine"].sudo()  # sudo: as above
        letters = engine._propose(run.company_id, run.date, {"run_id": run.id}, **run._selection())
        run.state = "proposed"
        self.invalidate_recordset()
        if self.base_rate_warning and self.is_automatic:
            self.message_post(body=self.base_rate_warning)  # nobody looks at the screen of the daily job
        if not letters and not self.is_automatic:
            self.message_post(body=self.env._("No customer has items to dun on this day."))
        return True

    def _drop_proposal(self):
        """Delete the letters of a proposal. They were never sent; the database frees their items with them."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM kontor_dunning_letter WHERE run_id = %s AND sent_on IS NULL", [self.id])
        self.env["kontor.dunning.letter"].invalidate_model()
        self.env["kontor.dunning.letter.line"].invalidate_model()
        self.env["account.move.line"].invalidate_model(["dunning_line_ids"])

    def action_reset(self):
        """Drop the proposal, so that the selection can be changed.

        :return: True
        """
        self._ensure_one_run()
        ensure_may_dun(self)
        if self.state != "proposed" or self.is_confirming:
            raise UserError(self.env._("%s has no proposal that could be dropped.", self.name))
        self._drop_proposal()
        self.sudo().state = "draft"  # sudo: the right was checked; nobody writes the state
        return True

    def simulate(self):
        """Compute the letters of this run without changing anything.

        :return: list of dicts, one for each letter: ``partner_id`` ``partner`` ``currency`` ``level_id`` ``level``
            ``channel``, the sums ``amount_due`` ``credit_amount`` ``fee_amount`` ``interest_amount`` ``lump_sum_amount``
            ``amount_total`` ``balance`` (floats, in the letter's currency), and ``items``: dicts with ``document``
            ``due`` (YYYY-MM-DD) ``days_overdue`` ``role`` ``is_new`` ``level`` ``amount`` ``interest_amount``
        :raises UserError: for a user without the right to dun
        """
        self._ensure_one_run()
        ensure_may_dun(self)
        run = self.sudo()  # sudo: as for the proposal
        engine = self.env["kontor.dunning.engine"].sudo()  # sudo: as for the proposal
        return engine._simulate(run.company_id, run.date, **run._selection())

    # -- confirm --------------------------------------------------------------------------------------------------

    def action_confirm(self):
        """Issue the letters of the proposal: at once, or as a job in batches when there are many.

        :return: True
        """
        self._ensure_one_run()
        ensure_may_dun(self)
        if self.state == "done":
            return True
        if self.state != "proposed":
            raise UserError(self.env._("%s has no proposal yet.", self.name))
        run = self.sudo()  # sudo: the right was checked; the letters' fields are written by nobody else
        if not run.confirm_requested_on:
            run.write({"confirm_requested_on": fields.Datetime.now(), "user_id": self.env.uid})
        if run.letter_count <= BATCH:
            while run._confirm_batch():
                pass
        else:
            # sudo: the right to dun was checked; it needs none to start a job
            self.env.ref("kontor_dunning.ir_cron_confirm").sudo()._trigger()
        return True

    def _pending_letters(self, limit=None):
        """Return letters of confirmed runs that are still proposals, in a firm order."""
        return self.env["kontor.dunning.letter"].search(
            [("run_id", "in", self.ids), ("sent_on", "=", False), ("excluded", "=", False)], order="id", limit=limit
        )

    def _confirm_batch(self, limit=BATCH):
        """Issue the next letters of this run; the last batch closes it.

        :return: number of letters that were dealt with; 0 when the run is done
        """
        self.ensure_one()
        # Of two who confirm the same run at the same moment, the second is refused by the database and starts again.
        self.env.cr.execute("UPDATE kontor_dunning_run SET write_uid = write_uid WHERE id = %s", [self.id])
        letters = self._pending_letters(limit)
        if letters:
            count = len(letters)
            letters._issue()
            return count
        if self.state != "done":
            self._finish()
        return 0

    def _finish(self):
        """Close a run whose letters are all issued. Excluded customers are kept by name in the run's history."""
        excluded = self.letter_ids.filtered(lambda letter: letter.excluded and not letter.sent_on)
        if excluded:
            names = excluded.partner_id.mapped("name")
            self.message_post(
                body=self.env._(
                    "Excluded (%(count)s): %(names)s",
                    count=len(names),
                    names=", ".join(names[:50]) + (" …" if len(names) > 50 else ""),
                )
            )
            excluded.unlink()
        self.state = "done"
        if self.to_email_count:
            # sudo: as for the confirmation
            self.env.ref("kontor_dunning.ir_cron_email").sudo()._trigger()

    @api.model
    def _cron_confirm(self):
        """Issue the letters of confirmed runs in batches; go on where an earlier job was killed."""
        runs = self.search([("state", "=", "proposed"), ("confirm_requested_on", "!=", False)], order="confirm_requested_on")
        cron = self.env["ir.cron"]
        pending = self.env["kontor.dunning.letter"].search_count(
            [("run_id", "in", runs.ids), ("sent_on", "=", False), ("excluded", "=", False)]
        )
        cron._commit_progress(remaining=pending)
        for run in runs:
            # sudo: the right was checked when the run was confirmed; the user is the letters' clerk
            run = run.with_company(run.company_id).with_user(run.user_id or self.env.user).sudo()
            while count := run._confirm_batch():
                left = cron._commit_progress(count)
                run.env.invalidate_all()
                _logger.info("%s: %s letters issued", run.name, count)
                if not left:
                    return
            cron._commit_progress()

    # -- by itself ------------------------------------------------------------------------------------------------

    @api.model
    def _cron_automatic(self):
        """Dun by itself, once a day, the customers of procedures with an automatic level."""
        today = fields.Date.context_today(self)
        procedures = self.env["kontor.dunning.procedure"].search([("automatic_level_id", "!=", False)])
        for company in procedures.company_id:
            run = self.with_company(company)._automatic_run(company, today)
            if run.state == "draft":
                run.action_propose()
                if run.letter_ids:
                    run.confirm_requested_on = fields.Datetime.now()
                else:
                    run.state = "done"
            self.env["ir.cron"]._commit_progress()
        self.env.ref("kontor_dunning.ir_cron_confirm")._trigger()

    @api.model
    def _automatic_run(self, company, date):
        """Return the automatic run of a company and day; the database refuses a second one."""
        run = self.search([("company_id", "=", company.id), ("date", "=", date), ("is_automatic", "=", True)])
        procedures = self.env["kontor.dunning.procedure"].search(
            [("automatic_level_id", "!=", False), ("company_id", "=", company.id)]
        )
        return run or self.create(
            {"company_id": company.id, "date": date, "is_automatic": True, "procedure_ids": [(6, 0, procedures.ids)]}
        )

    # -- screens --------------------------------------------------------------------------------------------------

    def action_open_letters(self):
        """Open the letters of this run.

        :return: an action
        """
        self._ensure_one_run()
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_dunning.action_dunning_letter")
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    def action_print_letters(self):
        """Print the letters of this run that are to be printed and have not been yet, as one stack.

        :return: a report action
        """
        self._ensure_one_run()
        return self.letter_ids.filtered(
            lambda letter: letter.state in ("sent", "closed") and letter.channel == "print" and not letter.printed_on
        )._print_stack()

    def action_print_proposal(self):
        """Print the proposal as a list; before it is made, as a simulation that changes nothing.

        :return: a report action
        """
        self._ensure_one_run()
        return self.env.ref("kontor_dunning.action_report_run").report_action(self, data={}, config=False)

    def _proposal_rows(self):
        """Return what the list of a proposal prints: the letters as ``simulate`` returns them."""
        self.ensure_one()
        if self.state == "draft":
            return self.simulate()
        return [
            {
                "partner": letter.partner_id.display_name,
                "currency": letter.currency_id.name,
                "level": letter.level_id.name,
                "channel": letter.channel,
                "excluded": letter.excluded,
                **{name: letter[name] for name in LETTER_AMOUNTS},
                "items": [
                    {
                        "document": line.name,
                        "due": fields.Date.to_string(line.date_due),
                        "days_overdue": line.days_overdue,
                        "role": line.role,
                        "is_new": line.is_new,
                        "level": line.level_id.name or "",
                        "amount": line.amount,
                        "interest_amount": line.interest_amount,
                    }
                    for line in letter.line_ids.sorted("id")
                ],
            }
            for letter in self.letter_ids.sorted(lambda letter: (letter.partner_id.display_name or "", letter.id))
        ]  # fmt: skip

    def _proposal_sums(self, rows):
        """Return the sums of the letters in each currency, for the list of a proposal.

        :param list rows: the letters, as ``_proposal_rows`` returns them
        :return: list of dicts with ``currency`` and the sums
        """
        sums = {}
        for row in rows:
            if row.get("excluded"):
                continue
            own = sums.setdefault(row["currency"], dict.fromkeys(LETTER_AMOUNTS, 0.0))
            for name in LETTER_AMOUNTS:
                own[name] += row[name]
        return [{"currency": currency, **own} for currency, own in sorted(sums.items())]
