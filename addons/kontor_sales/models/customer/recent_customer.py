from odoo import fields, models


class RecentCustomer(models.Model):
    """Which customers a user worked with last (003-51). The rows are written by the server only."""

    _name = "kontor.recent.customer"
    _description = "Recently Used Customer"
    _order = "used_on desc"
    _rec_name = "partner_id"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    used_on = fields.Datetime(required=True)

    _user_customer_unique = models.Constraint("UNIQUE(user_id, partner_id)", "A customer is listed once for each user.")
    _user_latest_idx = models.Index("(user_id, used_on DESC)")
