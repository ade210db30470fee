from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: The three levels of 001-4. A procedure may have several levels of one kind.
DUNNING_KINDS = [("reminder", "Payment Reminder"), ("dunning", "Dunning Notice"), ("final_demand", "Final Demand")]

#: What a letter's text may contain in braces.
TEXT_FIELDS = ("amount", "customer", "date", "deadline", "level")


class KontorDunningLevel(models.Model):
    """One level of a dunning procedure: when it is reached, what it costs and what its letter says."""

    _name = "kontor.dunning.level"
    _description = "Dunning Level"
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one("kontor.dunning.procedure", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="procedure_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10, required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(DUNNING_KINDS, required=True, default="reminder")
    days = fields.Integer(string="Days after Due", default=7, help="Days after the item's due date.")
    min_days_since_last = fields.Integer(
        string="Days after Last Letter", default=7, help="Days after the letter of the level before."
    )
    payment_days = fields.Integer(string="New Deadline (Days)", default=7, help="The letter's payment deadline.")
    fee = fields.Monetary(help="Charged once for each letter.")
    interest = fields.Boolean(help="Charge interest for default on the open amount by the day (§ 288 BGB).")
    lump_sum = fields.Boolean(
        string="40 Euro Lump Sum", help="Charge businesses 40 euros for each overdue invoice (§ 288 (5) BGB)."
    )
    minimum_amount = fields.Monetary(
        help="A customer who owes less than this, in company currency, gets no letter of this level."
    )
    channel = fields.Selection(
        [("print", "Print"), ("email", "E-mail")],
        string="Send by",
        default="print",
        required=True,
        help="A customer can prefer the other way. Without an e-mail address the letter is printed.",
    )
    text_before = fields.Text(
        string="Text above the Items",
        translate=True,
        help="In the customer's language. {amount}, {customer}, {date}, {deadline} and {level} are filled in.",
    )
    text_after = fields.Text(string="Text below the Items", translate=True)
    block_order = fields.Boolean(
        string="Stop New Orders", help="No order of a customer standing at this level is confirmed without a release."
    )
    block_delivery = fields.Boolean(
        string="Stop Deliveries", help="Nothing is delivered to a customer standing at this level without a release."
    )

    _days_positive = models.Constraint(
        "CHECK(days >= 0 AND min_days_since_last >= 0 AND payment_days >= 0)", "Days can't be negative."
    )
    _amounts_positive = models.Constraint(
        "CHECK(COALESCE(fee, 0) >= 0 AND COALESCE(minimum_amount, 0) >= 0)",
        "The fee and the minimum amount can't be negative.",
    )

    @api.constrains("kind", "sequence", "procedure_id")
    def _check_kinds(self):
        self.procedure_id._check_kinds()

    @api.constrains("text_before", "text_after")
    def _check_texts(self):
        for level in self:
            for text in (level.text_before, level.text_after):
                try:
                    (text or "").format_map(dict.fromkeys(TEXT_FIELDS, ""))
                except (KeyError, ValueError, IndexError, AttributeError) as error:
                    raise ValidationError(
                        self.env._(
                            "The text of the level “%(level)s” can't be filled in: %(error)s. Only these are known:"
                            " %(known)s.",
                            level=level.name,
                            error=error,
                            known=", ".join(f"{{{name}}}" for name in TEXT_FIELDS),
                        )
                    ) from error

    @api.depends("name", "procedure_id.name")
    @api.depends_context("kontor_procedure_of_level")
    def _compute_display_name(self):
        """Name the procedure too where levels of several procedures stand side by side, as in a report."""
        super()._compute_display_name()
        if not self.env.context.get("kontor_procedure_of_level"):
            return
        for level in self:
            level.display_name = f"{level.procedure_id.name}: {level.name}"

    def _severity(self):
        """Return what levels are compared by: the kind first, as levels of two procedures may meet at one customer."""
        self.ensure_one()
        return [kind for kind, _name in DUNNING_KINDS].index(self.kind), self.sequence, self.id

    def _highest(self):
        """Return the most severe of these levels; none of none."""
        return max(self, key=lambda level: level._severity()) if self else self
