from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.conflicts import wait_for_turn
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .kontor_dunning_level import DUNNING_KINDS


class KontorDunningProcedure(models.Model):
    """Mahnverfahren: the levels by which the customers of some groups are dunned."""

    _name = "kontor.dunning.procedure"
    _description = "Dunning Procedure"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="A customer is dunned by the first procedure that fits.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    audience = fields.Selection(
        [("all", "All customers"), ("business", "Business customers"), ("consumer", "Consumers")],
        string="For",
        required=True,
        default="all",
    )
    category_ids = fields.Many2many(
        "res.partner.category", string="Customer Groups", help="Only customers with one of these tags. Empty: everybody."
    )
    level_ids = fields.One2many("kontor.dunning.level", "procedure_id", string="Levels", copy=True)
    automatic_level_id = fields.Many2one(
        "kontor.dunning.level",
        string="Automatic up to",
        domain="[('procedure_id', '=', id)]",
        copy=False,
        ondelete="set null",
        help="The daily job duns these customers by itself, up to this level. Empty: only by hand.",
    )

    @api.constrains("level_ids")
    def _check_kinds(self):
        """Keep the order of 001-4: Erinnerung before Mahnung before Zahlungsaufforderung."""
        order = [kind for kind, _name in DUNNING_KINDS]
        for procedure in self:
            kinds = [order.index(level.kind) for level in procedure.level_ids.sorted()]
            if kinds != sorted(kinds):
                raise ValidationError(
                    self.env._(
                        "%(procedure)s: The levels must follow in the order payment reminder, dunning notice, final demand.",
                        procedure=procedure.name,
                    )
                )

    @api.constrains("automatic_level_id")
    def _check_automatic_level(self):
        for procedure in self:
            level = procedure.automatic_level_id
            if level and level.procedure_id != procedure:
                raise ValidationError(self.env._("The level “%s” belongs to another procedure.", level.name))

    @api.model
    def _claim_company(self, company):
        """Make sure that nobody else proposes dunnings of this company at the same moment.

        Transactions see the database as it was when they began. Of two that touch the same rows the second fails and
        is repeated by Odoo; it then sees what the first has proposed.

        :param company: the company
        :raises UserError: when others work on them for too long
        """
        wait_for_turn(
            self.env,
            SQL("UPDATE kontor_dunning_procedure SET write_uid = write_uid WHERE company_id = %s", company.id),
        )
