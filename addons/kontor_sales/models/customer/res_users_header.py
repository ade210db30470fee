from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    note_category_ids = fields.Many2many(
        "kontor.note.category",
        string="Categories of Customer Notes",
        help="The notes of a customer open filtered by these, and their button is red when there are such notes.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "note_category_ids"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "note_category_ids"]


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    customer_header_folded = fields.Json(
        help="Technical name of a kind of document: whether its customer header is folded; documents without one are."
    )
