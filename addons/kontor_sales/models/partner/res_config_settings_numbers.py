from odoo import api, fields, models

from .customer_number import FIRST_NUMBER


class ResConfigSettings(models.TransientModel):
    """From where a company numbers its customers (003-3)."""

    _inherit = "res.config.settings"

    customer_number_next = fields.Integer(
        string="Next Customer Number",
        compute="_compute_customer_number",
        inverse="_inverse_customer_number",
        help="The next customer or prospect gets this number; if it is taken, the next free one.",
    )
    customer_number_prefix = fields.Char(
        string="Before the Number", compute="_compute_customer_number", inverse="_inverse_customer_number"
    )
    numberless_customer_count = fields.Integer(compute="_compute_numberless_customer_count")

    @api.depends("company_id")
    def _compute_customer_number(self):
        for settings in self:
            company = settings.company_id
            sequence = company.customer_sequence_id
            settings.customer_number_prefix = sequence.prefix
            settings.customer_number_next = (
                sequence._get_following() if sequence else max(company._get_highest_customer_number() + 1, FIRST_NUMBER)
            )

    def _inverse_customer_number(self):
        for settings in self:
            sequence = settings.company_id._get_customer_sequence()
            if (sequence.prefix or "") != (settings.customer_number_prefix or ""):
                sequence.prefix = settings.customer_number_prefix
            if settings.customer_number_next > 0 and sequence._get_following() != settings.customer_number_next:
                sequence.number_next_actual = settings.customer_number_next

    @api.depends("company_id")
    def _compute_numberless_customer_count(self):
        for settings in self:
            settings.numberless_customer_count = len(settings.company_id._get_numberless_customers())

    def action_number_customers(self):
        """Number the customers that have none, and say how many there were (003-3)."""
        count = self.company_id.number_customers()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s customers got a number.", count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
