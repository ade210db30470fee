from odoo import fields, models

from ...models.blocks.block_rule import CASCADE, PURCHASE_DOCUMENTS, PURCHASE_OPERATIONS


class ReleaseWizardLine(models.TransientModel):
    """The dialog on blocked documents knows those of the supplier side, too."""

    _inherit = "kontor.release.wizard.line"

    operation = fields.Selection(selection_add=PURCHASE_OPERATIONS, ondelete=CASCADE)
    document_model = fields.Selection(selection_add=PURCHASE_DOCUMENTS, ondelete={"purchase.order": "cascade"})
