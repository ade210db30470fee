from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    document_chatter = fields.Selection(
        [("open", "Open"), ("folded", "Folded")],
        string="Conversation Beside Documents",
        help="What the user chose; without a choice it is folded where the screen has no room for it.",
    )
