from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError

#: What a decision about customers without a limit consists of.
DECISION = ("limit_without_row", "default_limit")


class ResCompany(models.Model):
    _inherit = "res.company"

    limit_without_row = fields.Selection(
        [("unlimited", "Unlimited"), ("amount", "Default Limit"), ("zero", "No Credit")],
        string="Customers Without a Limit",
        default="unlimited",
        required=True,
    )
    default_limit = fields.Monetary(help="The limit of customers who have none, and no group with one.")
    limit_decided_on = fields.Datetime(
        string="Default Limit Decided On",
        readonly=True,
        help="Until somebody has decided what counts for customers without a limit, the credit management is asked.",
    )
    limit_decided_by_id = fields.Many2one("res.users", string="Default Limit Decided By", readonly=True)

    _default_limit_not_negative = models.Constraint(
        "CHECK (default_limit IS NULL OR default_limit >= 0)", "A limit can't be negative; 0 means no credit."
    )
    delay_counts_for_limit = fields.Boolean(
        string="Payment Delays Count for the Remaining Limit",
        help="A payment by a method with a delay frees the limit only after its days, too.",
    )
    return_fee_to_customer = fields.Boolean(
        string="Charge Return Fees to the Customer",
        help="The bank's fee for a returned debit is owed by the customer. Otherwise it is booked as bank charges.",
    )
    return_fee_account_id = fields.Many2one(
        "account.account",
        string="Account for Return Fees",
        domain="[('account_type', '=', 'expense')]",
        help="Bank charges, for fees that the customer doesn't pay.",
    )
    expiry_notice_weeks = fields.Integer(
        string="Notice Before Expiry (Weeks)",
        default=4,
        help="How many weeks ahead the credit report shows limits and insurances that expire.",
    )

    def _get_limit_without_row(self):
        """Return which limit counts for customers who have none, ``{kind: amount, None for unlimited}``."""
        self.ensure_one()
        external = {"zero": 0.0, "amount": self.default_limit or 0.0}.get(self.limit_without_row)
        return {"external": external, "internal": 0.0 if self.limit_without_row == "zero" else None}

    # -- who decides (002-12) -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._note_decision(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._note_decision(vals))

    @api.model
    def _note_decision(self, vals):
        """Note who has decided what counts for customers without a limit: whoever sets it."""
        if "limit_decided_on" in vals or not any(name in vals for name in DECISION):
            return vals
        return {**vals, "limit_decided_on": fields.Datetime.now(), "limit_decided_by_id": self.env.uid}

    @api.model
    def _may_decide_default_limit(self):
        """Tell whether the user decides what counts for customers without a limit."""
        return self.env.user.has_group("kontor_credit_risk.group_credit_manager")

    def _asks_for_default_limit(self):
        """Tell whether nobody has decided yet what counts for customers without a limit, and this user can."""
        self.ensure_one()
        # sudo: a setting that holds for everybody
        return not self.sudo().limit_decided_on and self._may_decide_default_limit()

    def action_open_default_limit(self):
        """Return the dialog in which it is decided which limit counts for customers who have none.

        :raises UserError: on no company, or on several
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one company."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers Without a Limit"),
            "res_model": "kontor.credit.default.limit",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_company_id": self.id},
        }

    def action_decide_default_limit(self, limit=None, amount=0.0):
        """Decide which limit counts for this company's customers who have none (002-12).

        :param str limit: ``unlimited`` ``amount`` ``zero``
        :param float amount: with ``amount``: the limit, in the company's currency
        :return: True
        :raises UserError: when the right is missing, or a value is unusable
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one company."))
        if not self.env.su and not self._may_decide_default_limit():
            texts = self.env["kontor.block.mixin"]._get_changer_texts({"kontor_credit_risk.group_credit_manager"}, self)
            raise UserError(
                "\n".join([self.env._("The credit management decides about customers without a limit."), *texts])
            )
        self.check_access("read")
        values = dict(self._fields["limit_without_row"]._description_selection(self.env))
        if not isinstance(limit, str) or limit not in values:
            raise UserError(
                self.env._("“%(limit)s” is no limit. Possible are: %(limits)s.", limit=limit, limits=", ".join(values))
            )
        usable = isinstance(amount, (int, float)) and not isinstance(amount, bool) and 0 <= amount < 1e15
        if not usable or (limit == "amount" and not amount):
            raise UserError(self.env._("“%s” is no amount for a limit; it must be a number above 0.", amount))
        # sudo: the credit management need not be able to change companies
        self.sudo().write(
            {
                "limit_without_row": limit,
                "default_limit": amount if limit == "amount" else 0.0,
                "limit_decided_on": fields.Datetime.now(),
                "limit_decided_by_id": self.env.uid,
            }
        )
        return True
