from odoo import api, fields, models

#: The operations of the supplier side, beside those of kontor_sales.
PURCHASE_OPERATIONS = [("purchase", "Supplier Order"), ("receipt", "Receipt"), ("bill", "Supplier Bill")]
CASCADE = {code: "cascade" for code, _name in PURCHASE_OPERATIONS}
PURCHASE_DOCUMENTS = [("purchase.order", "Supplier Order")]


class BlockRule(models.Model):
    """What the reasons of the supplier side do."""

    _inherit = "kontor.block.rule"

    operation = fields.Selection(selection_add=PURCHASE_OPERATIONS, ondelete=CASCADE)

    @api.model
    def _get_reason_names(self):
        return {
            **super()._get_reason_names(),
            "order_limit": self.env._("Order limit of the buyer"),
            "supplier_block": self.env._("Supplier block"),
        }

    @api.model
    def _get_reason_managers(self):
        return super()._get_reason_managers() | {"order_limit": "purchase.group_purchase_manager"}

    @api.model
    def _get_default_effects(self):
        # The supplier block blocks as its value says, and can't be softened: it has no rule.
        return {
            **super()._get_default_effects(),
            ("order_limit", "purchase"): "block",
        }


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
