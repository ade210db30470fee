import logging

from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang
from reportlab.graphics.utils import RenderPMError

_logger = logging.getLogger(__name__)

#: What a user may change of a letter while it is a draft.
DRAFT_FIELDS = {
    "level_id", "fee_amount", "interest_amount", "excluded", "address_id", "channel", "payment_deadline", "line_ids",
    "note",
}  # fmt: skip
#: What may be added to a letter at any time.
SOCIAL_FIELDS = {"activity_ids", "message_follower_ids", "message_ids", "message_main_attachment_id"}


class KontorDunningLetter(models.Model):
    """A dunning letter: all of a customer's due items in one currency, with one fee, interest and one deadline.

    A draft is a proposal of a run. Once it is sent it can't be edited or deleted by anyone, only withdrawn.
    """

    _name = "kontor.dunning.letter"
    _description = "Dunning Letter"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    address_id = fields.Many2one(
        "res.partner", string="Sent to", domain="[('commercial_partner_id', '=', partner_id)]", required=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    procedure_id = fields.Many2one("kontor.dunning.procedure", readonly=True, ondelete="restrict", index=True)
    level_id = fields.Many2one(
        "kontor.dunning.level",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('procedure_id', '=', procedure_id)]",
    )
    kind = fields.Selection(related="level_id.kind")
    date = fields.Date(required=True, readonly=True)
    payment_deadline = fields.Date()
    is_business = fields.Boolean(string="Business Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Clerk", readonly=True)
    note = fields.Text(string="Remark", help="Printed at the end of the letter.")
    early_reason = fields.Text(
        string="Earlier because", readonly=True, copy=False, help="Why the letter didn't wait for the days of its level."
    )

    state = fields.Selection(
        [("draft", "Proposal"), ("sent", "Issued"), ("withdrawn", "Withdrawn"), ("closed", "Closed")],
        compute="_compute_state",
        store=True,
        default="draft",
        index=True,
        help="Closed: all items that the letter demanded have been paid or credited.",
    )
    sent_on = fields.Datetime(readonly=True, copy=False)
    withdrawn_on = fields.Datetime(readonly=True, copy=False)
    withdraw_reason = fields.Char(readonly=True, copy=False)
    excluded = fields.Boolean(help="No letter: the customer's items stay at their levels.")

    line_ids = fields.One2many("kontor.dunning.letter.line", "letter_id", string="Items")
    item_count = fields.Integer(string="Items Count", compute="_compute_amounts", store=True)
    amount_due = fields.Monetary(string="Due", compute="_compute_amounts", store=True)
    credit_amount = fields.Monetary(
        string="Unassigned Credits", compute="_compute_amounts", store=True, help="Payments and credit notes not yet used."
    )
    fee_amount = fields.Monetary(string="Fee")
    interest_amount = fields.Monetary(string="Interest", compute="_compute_amounts", store=True, readonly=False)
    lump_sum_amount = fields.Monetary(string="Lump Sum", compute="_compute_amounts", store=True)
    amount_total = fields.Monetary(string="To Pay", compute="_compute_amount_total", store=True)
    balance = fields.Monetary(
        readonly=True, help="All that the customer owed in this currency when the letter was proposed, due or not."
    )

    _sent_has_name = models.Constraint("CHECK(sent_on IS NULL OR name IS NOT NULL)", "A letter that is sent has a number.")
    _name_unique = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL", "This number is already taken.")
    _partner_history_idx = models.Index("(partner_id, date DESC)")

    @api.depends("sent_on", "withdrawn_on", "line_ids.closed_on")
    def _compute_state(self):
        for letter in self:
            demanded = letter.line_ids.filtered(lambda line: line.is_new and not line.excluded)
            if letter.withdrawn_on:
                letter.state = "withdrawn"
            elif not letter.sent_on:
                letter.state = "draft"
            elif demanded and all(line.closed_on for line in demanded):
                letter.state = "closed"
            else:
                letter.state = "sent"

    @api.depends("line_ids.amount", "line_ids.interest_amount", "line_ids.lump_sum_amount", "line_ids.excluded")
    def _compute_amounts(self):
        for letter in self:
            lines = letter.line_ids.filtered(lambda line: not line.excluded or line.letter_id.excluded)
            credits = lines.filtered(lambda line: line.role == "credit")
            items = lines - credits
            letter.item_count = len(items)
            letter.amount_due = sum(items.mapped("amount"))
            letter.credit_amount = -sum(credits.mapped("amount"))
            letter.interest_amount = sum(items.mapped("interest_amount"))
            letter.lump_sum_amount = sum(items.mapped("lump_sum_amount"))

    @api.depends("amount_due", "credit_amount", "fee_amount", "interest_amount", "lump_sum_amount")
    def _compute_amount_total(self):
        for letter in self:
            letter.amount_total = (
                letter.amount_due
                - letter.credit_amount
                + letter.fee_amount
                + letter.interest_amount
                + letter.lump_sum_amount
            )

    @api.depends("name", "level_id", "partner_id")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = letter.name or f"{letter.level_id.name}: {letter.partner_id.display_name}"

    # -- the life of a record -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("Dunning letters arise from a dunning run or from an order; nobody can add one."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_changes(vals.keys() - SOCIAL_FIELDS)
        if "level_id" in vals:
            self._lower_level(vals["level_id"])
        if "excluded" in vals:
            self._exclude(bool(vals["excluded"]))
        return super().write(vals)

    def _refuse_changes(self, names):
        """Refuse what nobody may change: a letter that is sent, and what a draft takes from its items.

        :raises UserError:
        """
        if not names:
            return
        sent = self.filtered(lambda letter: letter.state != "draft")
        if sent:
            raise UserError(
                self.env._(
                    "%(letters)s can't be changed: the letter has been sent. Withdraw it instead.",
                    letters=", ".join(sent.mapped("display_name")),
                )
            )
        self._refuse_changes_of_proposal(names)

    def _refuse_changes_of_proposal(self, names):
        """Refuse what can't be changed of letters that are still proposals. A run adds its own reason.

        :param set names: the fields to be written
        :raises UserError:
        """
        fixed = sorted(names - DRAFT_FIELDS)
        if fixed:
            raise UserError(
                self.env._(
                    "“%(field)s” of a dunning letter follows from the customer's items and can't be written.",
                    field=self._fields[fixed[0]]._description_string(self.env) if fixed[0] in self._fields else fixed[0],
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_sent(self):
        sent = self.filtered("sent_on")
        if sent:
            raise UserError(
                self.env._(
                    "%(letters)s can't be deleted: the letter has been sent. Withdraw it instead.",
                    letters=", ".join(sent.mapped("display_name")),
                )
            )

    def _ensure_letters(self):
        """Answer a call on no letter with a sentence instead of a traceback.

        :raises UserError:
        """
        if not check_ids(self) or len(self.exists()) != len(self):
            raise UserError(self.env._("Choose at least one dunning letter."))

    # -- what the paper says --------------------------------------------------------------------------------------

    def _text(self, which):
        """Return a text of the level in the customer's language, filled in.

        :param str which: ``text_before`` or ``text_after``
        """
        self.ensure_one()
        text = self.level_id[which] or ""
        if which == "text_before":
            text = self._address(text)
        return text.format_map(
            {
                "amount": formatLang(self.env, self.amount_total, currency_obj=self.currency_id),
                "customer": self.partner_id.name or "",
                "date": format_date(self.env, self.date),
                "deadline": format_date(self.env, self.payment_deadline),
                "level": self.level_id.name,
            }
        )

    def _qr_code(self):
        """Return the EPC QR code that fills in the transfer, as a data URL; None where it can't be made."""
        self.ensure_one()
        account = self.company_id._get_payment_account(self.currency_id)
        if not account or self.currency_id.name != "EUR" or self.amount_total <= 0:
            return None
        methods = dict(account.get_available_qr_methods_in_sequence())
        if "sct_qr" not in methods:
            return None
        try:
            return account.build_qr_code_base64(
                self.currency_id.round(self.amount_total),
                self._payment_reference(),
                "",
                self.currency_id,
                self.partner_id,
                "sct_qr",
                silent_errors=True,
            )
        except RenderPMError as error:  # a letter without the code is better than none
            _logger.warning("No QR code on dunning letter %s: %s", self.name, error)
            return None

    def _payment_reference(self):
        """Return what the customer is asked to write on the transfer."""
        self.ensure_one()
        parts = [self.name or self.env._("Draft"), self.partner_id.ref or ""]
        return " ".join(part for part in parts if part)

    def _report_lines(self):
        """Return the items, and after them the credits, in the order in which they are printed."""
        lines = self.line_ids.filtered(lambda line: not line.excluded)
        return lines.sorted(lambda line: (line.role == "credit", line.date_due or self.date, line.id))

    def _get_report_base_filename(self):
        self.ensure_one()
        letter = self.with_context(lang=(self.address_id or self.partner_id)._get_document_lang())
        return f"{letter.level_id.name} {letter.name or ''}".strip().replace("/", "-")
