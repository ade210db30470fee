from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    limit_without_row = fields.Selection(
        [("unlimited", "Unlimited"), ("zero", "No Credit")],
        string="Customers Without a Limit",
        default="unlimited",
        required=True,
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
