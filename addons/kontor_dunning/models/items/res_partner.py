from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.company_values import spread_over_companies
from odoo.exceptions import ValidationError

#: Whether a customer is dunned at all: each company decides it for itself.
EXEMPTION_FIELDS = ("dunning_exempt", "dunning_exempt_reason", "dunning_exempt_until")


class ResPartner(models.Model):
    """How a customer is dunned, and whether at all; each company decides it for itself."""

    _inherit = "res.partner"

    dunning_procedure_id = fields.Many2one(
        "kontor.dunning.procedure",
        company_dependent=True,
        help="Empty: the first procedure that fits the customer's groups.",
    )
    dunning_channel = fields.Selection([("print", "Print"), ("email", "E-mail")], string="Dunning Letters by")
    dunning_exempt = fields.Boolean(string="Exempt from Dunning", company_dependent=True, copy=True)
    dunning_exempt_reason = fields.Char(string="Exempt because", company_dependent=True, copy=True)
    dunning_exempt_until = fields.Date(
        string="Exempt until", company_dependent=True, copy=True, help="The last day. Empty: for ever."
    )

    def _auto_init(self):
        # also in a database whose addon was updated without its scripts
        spread_over_companies(self.env.cr, "res_partner", *EXEMPTION_FIELDS)
        return super()._auto_init()

    @api.model
    def _commercial_fields(self):
        # A contact of a company is dunned with the company.
        return super()._commercial_fields() + [
            "dunning_procedure_id", "dunning_channel", "dunning_exempt", "dunning_exempt_reason", "dunning_exempt_until",
        ]  # fmt: skip

    @api.model
    def _partner_groups(self):
        return [*super()._partner_groups(), "kontor_dunning.group_dunning_manager"]

    @api.model
    def _terms_fields(self):
        # who isn't dunned is decided by those who dun
        return [*super()._terms_fields(), "dunning_procedure_id", *EXEMPTION_FIELDS]

    @api.model
    def _company_decisions(self):
        return super()._company_decisions() + list(EXEMPTION_FIELDS)

    @api.constrains("dunning_exempt", "dunning_exempt_reason")
    def _check_dunning_reason(self):
        for partner in self:
            if partner.dunning_exempt and not partner.dunning_exempt_reason:
                raise ValidationError(self.env._("%s: say why the customer is exempt from dunning.", partner.display_name))

    def _is_dunning_exempt(self, date):
        """Tell whether a customer is not dunned by the present company on a day."""
        self.ensure_one()
        return self.dunning_exempt and (not self.dunning_exempt_until or self.dunning_exempt_until >= date)
