from odoo import api, fields, models

INVOICING_RULES = [
    ("order", "One invoice per order"),
    ("delivery", "One invoice per delivery"),
    ("weekly", "Collective invoice, weekly"),
    ("monthly", "Collective invoice, monthly"),
]

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class ResPartner(models.Model):
    """By which rule a customer is invoiced (002-7)."""

    _inherit = "res.partner"

    invoicing_rule = fields.Selection(
        INVOICING_RULES,
        default="order",
        required=True,
        help="Per order: the clerk invoices each order. Per delivery: every finished delivery gets its invoice by itself."
        " Collective: one invoice for all deliveries of a week or month.",
    )

    @api.model
    def _commercial_fields(self):
        # A contact of a company is invoiced by the company's rule.
        return super()._commercial_fields() + ["invoicing_rule"]


class ResCompany(models.Model):
    _inherit = "res.company"

    invoicing_by_rule_state = fields.Selection(
        [("draft", "Drafts"), ("posted", "Posted invoices")],
        string="Invoices by Rule Are",
        default="draft",
        required=True,
        help="Whether invoices per delivery and collective invoices are drafts to be checked, or are posted at once.",
    )
    collective_weekday = fields.Selection(
        WEEKDAYS,
        string="Weekly Invoices On",
        default="0",
        required=True,
        help="On this day the deliveries of the seven days before it are invoiced. Monthly invoices are made on the first.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    invoicing_by_rule_state = fields.Selection(related="company_id.invoicing_by_rule_state", readonly=False)
    collective_weekday = fields.Selection(related="company_id.collective_weekday", readonly=False)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    is_consignment = fields.Boolean(
        string="Consignment",
        copy=True,
        help="The goods stay ours until the customer uses them: they are invoiced by chosen quantities (partial"
        " invoice), and never by the customer's rule.",
    )

    def _is_supplied_by_delivery(self):
        return super()._is_supplied_by_delivery() and not self.is_consignment
