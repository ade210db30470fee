from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: The kinds of fields whose value the header can show as one short text.
SHOWN_TYPES = ("char", "text", "selection", "boolean", "date", "datetime", "integer", "float", "many2one")


class ResCompany(models.Model):
    """What the customer header shows, by company (003-5, 003-46, 003-47)."""

    _inherit = "res.company"

    header_show_profit = fields.Boolean(
        string="Gross Profit in the Chart",
        default=True,
        help="Users with the right “Cost and Gross Profit” see it beside the revenue.",
    )
    header_top_right = fields.Selection(
        [("fields", "Master data"), ("note", "Note marked for printing")],
        string="Top Right of the Customer Header",
        default="note",
        required=True,
    )
    header_field_ids = fields.Many2many(
        "ir.model.fields",
        "kontor_header_field_rel",
        string="Master Data in the Customer Header",
        domain=[("model", "=", "res.partner"), ("store", "=", True), ("ttype", "in", SHOWN_TYPES)],
    )
    dms_url = fields.Char(
        string="Document Folder of a Customer",
        help="Address of the customer's folder in the document management. {number} {name} {id} stand for the customer's.",
    )

    @api.constrains("dms_url")
    def _check_dms_url(self):
        for company in self:
            if company.dms_url and not company.dms_url.lower().startswith(("http://", "https://")):
                raise ValidationError(self.env._("The address of the document folder must begin with http:// or https://."))
