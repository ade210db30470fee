from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.records import check_ids
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column

#: Set by letters only.
LETTER_FIELDS = {"dunning_level_id", "last_dunning_date", "is_dunning_charge"}


class AccountMove(models.Model):
    """At which level an invoice stands. It follows from the letters, and nobody writes it."""

    _inherit = "account.move"

    dunning_level_id = fields.Many2one(
        "kontor.dunning.level",
        compute="_compute_dunning_level",
        store=True,
        index="btree_not_null",
        help="The highest level at which an open item of this invoice stands. It follows from the letters.",
    )
    last_dunning_date = fields.Date(compute="_compute_dunning_level", store=True)
    dunning_line_ids = fields.One2many("kontor.dunning.letter.line", "move_id", string="Dunning History", readonly=True)
    dunning_line_count = fields.Integer(compute="_compute_dunning_line_count")
    is_dunning_charge = fields.Boolean(
        string="Dunning Charge", readonly=True, copy=False, help="Fees and interest of a dunning letter."
    )

    def _auto_init(self):
        # No invoice has a level yet: create the columns empty instead of computing them for every move there is.
        if not column_exists(self.env.cr, "account_move", "dunning_level_id"):
            create_column(self.env.cr, "account_move", "dunning_level_id", "int4")
            create_column(self.env.cr, "account_move", "last_dunning_date", "date")
        return super()._auto_init()

    @api.depends(
        "line_ids.dunning_line_ids.dunned_on",
        "line_ids.dunning_line_ids.withdrawn",
        "line_ids.dunning_line_ids.closed_on",
    )
    def _compute_dunning_level(self):
        # sudo: the level of an invoice is seen by everybody who sees the invoice
        lines = (
            self.env["kontor.dunning.letter.line"]
            .sudo()
            .search_fetch(
                [("move_line_id.move_id", "in", self.ids), ("is_new", "=", True), ("dunned_on", "!=", False)],
                ["move_line_id", "level_id", "dunned_on", "withdrawn", "closed_on"],
            )
        )
        by_move = lines.filtered(lambda line: not line.withdrawn).grouped(lambda line: line.move_line_id.move_id.id)
        for move in self:
            letters = by_move.get(move._origin.id, lines.browse())
            move.last_dunning_date = max(letters.mapped("dunned_on"), default=False)
            move.dunning_level_id = letters.filtered(lambda line: not line.closed_on).level_id._highest()

    def _compute_dunning_line_count(self):
        # sudo: who reads bills only need not be able to read dunning letters
        counts = dict(
            self.env["kontor.dunning.letter.line"]
            .sudo()
            ._read_group([("move_id", "in", self.ids), ("dunned_on", "!=", False)], ["move_id"], ["__count"])
        )
        for move in self:
            move.dunning_line_count = counts.get(move._origin, 0)

    def _guard_figures(self, change):
        self._refuse_written_dunning(change.names)
        return super()._guard_figures(change)

    def _refuse_written_dunning(self, names):
        """Refuse values for fields that claim a dunning level: it is set by letters only.

        :raises UserError:
        """
        if not self.env.su and LETTER_FIELDS & names:
            raise UserError(self.env._("Dunning levels are set by dunning letters only and can't be written."))

    def _get_following_obstacles(self):
        """Add that the customer was dunned: the letter would speak of something that is no more."""
        reasons = super()._get_following_obstacles()
        # sudo: that it was dunned holds for everybody
        letters = self.sudo().dunning_line_ids.filtered(lambda line: line.dunned_on and not line.withdrawn).letter_id
        if letters:
            reasons.append(
                self.env._(
                    "the customer has been dunned for it by %s (Withdraw the letter first)",
                    ", ".join(letters.mapped("display_name")),
                )
            )
        return reasons

    def action_open_dunning_history(self):
        """Open the letters in which this invoice was dunned.

        :return: an action
        :raises UserError: when this isn't exactly one invoice
        """
        if len(check_ids(self)) != 1 or not self.exists():
            raise UserError(self.env._("Choose exactly one invoice; this call is for %(count)s.", count=len(self)))
        action = self.env["ir.actions.act_window"]._for_xml_id("kontor_dunning.action_dunning_letter")
        return {**action, "domain": [("line_ids.move_id", "=", self.id), ("state", "!=", "draft")], "context": {}}
