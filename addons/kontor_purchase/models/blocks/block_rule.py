from odoo import api, fields, models
from odoo.addons.kontor_sales.tools.declarations import BlockReason

#: The operations of the supplier side, beside those of kontor_sales.
PURCHASE_OPERATIONS = [("purchase", "Supplier Order"), ("receipt", "Receipt"), ("bill", "Supplier Bill")]
CASCADE = {code: "cascade" for code, _name in PURCHASE_OPERATIONS}
PURCHASE_DOCUMENTS = [("purchase.order", "Supplier Order")]


class BlockRule(models.Model):
    """What the reasons of the supplier side do."""

    _inherit = "kontor.block.rule"

    operation = fields.Selection(selection_add=PURCHASE_OPERATIONS, ondelete=CASCADE)

    @api.model
    def _reasons(self):
        return [
            *super()._reasons(),
            BlockReason(
                "order_limit",
                self.env._("Order limit of the buyer"),
                rights=("kontor_purchase.group_approve_order",),
                effects={"purchase": "block"},
                manager="purchase.group_purchase_manager",
            ),
            # it blocks as its value says
            BlockReason(
                "supplier_block",
                self.env._("Supplier block"),
                rights=("kontor_purchase.group_approve_order",),
                fixed=True,
            ),
        ]


class Release(models.Model):
    _inherit = "kontor.release"

    operation = fields.Selection(selection_add=PURCHASE_OPERATIONS, ondelete=CASCADE)
    document_model = fields.Selection(selection_add=PURCHASE_DOCUMENTS, ondelete={"purchase.order": "cascade"})


class BlockedDocument(models.Model):
    _inherit = "kontor.blocked.document"

    operation = fields.Selection(selection_add=PURCHASE_OPERATIONS, ondelete=CASCADE)
    document_model = fields.Selection(selection_add=PURCHASE_DOCUMENTS, ondelete={"purchase.order": "cascade"})

    @api.model
    def _get_recheck_candidates(self):
        return {
            **super()._get_recheck_candidates(),
            "purchase.order": self.env["purchase.order"]
            .search([("state", "in", ("draft", "sent", "to approve"))], order="id")
            .ids,
        }
