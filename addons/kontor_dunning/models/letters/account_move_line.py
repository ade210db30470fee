from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    """The item that is dunned: each instalment of an invoice on its own."""

    _inherit = "account.move.line"

    dunning_line_ids = fields.One2many("kontor.dunning.letter.line", "move_line_id", string="Dunning History", readonly=True)
    dunning_level_id = fields.Many2one(
        "kontor.dunning.level",
        compute="_compute_dunning_level",
        store=True,
        index="btree_not_null",
        help="The last level that this item reached. It stays when the item is paid, and counts when a payment is reversed.",
    )
    last_dunning_date = fields.Date(compute="_compute_dunning_level", store=True)

    def _auto_init(self):
        # No item has a level yet: create the columns empty instead of computing them for every line there is.
        if not column_exists(self.env.cr, "account_move_line", "dunning_level_id"):
            create_column(self.env.cr, "account_move_line", "dunning_level_id", "int4")
            create_column(self.env.cr, "account_move_line", "last_dunning_date", "date")
        return super()._auto_init()

    @api.depends("dunning_line_ids.dunned_on", "dunning_line_ids.withdrawn")
    def _compute_dunning_level(self):
        # sudo: the level of an item is seen by everybody who sees the item
        lines = (
            self.env["kontor.dunning.letter.line"]
            .sudo()
            .search_fetch(
                [
                    ("move_line_id", "in", self.ids),
                    ("is_new", "=", True),
                    ("dunned_on", "!=", False),
                    ("withdrawn", "=", False),
                ],
                ["move_line_id", "level_id", "dunned_on"],
                order="id",
            )
        )
        last = {line.move_line_id.id: line for line in lines}
        for item in self:
            line = last.get(item._origin.id)
            item.dunning_level_id = line.level_id if line else False
            item.last_dunning_date = line.dunned_on if line else False

    def _guard_figures(self, change):
        self._refuse_written_dunning(change.names)
        return super()._guard_figures(change)

    def _refuse_written_dunning(self, names):
        if not self.env.su and ("dunning_level_id" in names or "last_dunning_date" in names):
            raise UserError(self.env._("Dunning levels are set by dunning letters only and can't be written."))
