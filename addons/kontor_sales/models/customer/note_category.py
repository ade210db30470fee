from odoo import fields, models


class NoteCategory(models.Model):
    """What notes of customers are about (003-49)."""

    _name = "kontor.note.category"
    _description = "Category of Customer Notes"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    user_ids = fields.Many2many("res.users", string="Users", help="Whose notes open filtered by this category.")
