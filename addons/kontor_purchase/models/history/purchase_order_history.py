from odoo import api, models
from odoo.addons.kontor_sales.models.lifecycle.lifecycle_payment import SETTLED_PAYMENT_STATES
from odoo.tools import SQL


class HistoryMixin(models.AbstractModel):
    _inherit = "kontor.history.mixin"

    @api.model
    def _history_models(self):
        return [*super()._history_models(), "purchase.order"]


class PurchaseOrder(models.Model):
    """Completed and cancelled supplier orders go into the Historie with their receipts and bills (002-20)."""

    _inherit = "purchase.order"

    _history_due_idx = models.Index(
        "(company_id, (COALESCE(completed_on, date_order::date)))"
        " WHERE is_history IS NOT TRUE AND lifecycle_status IN ('done', 'cancel')"
    )

    @api.model
    def _history_open_documents(self):
        """Add receipts and bills that are still open; see the mixin."""
        return [
            *super()._history_open_documents(),
            SQL(
                """
                EXISTS (SELECT FROM purchase_order_line l
                          JOIN stock_move m ON m.purchase_line_id = l.id
                         WHERE l.order_id = o.id AND m.state NOT IN ('done', 'cancel'))
                """
            ),
            SQL(
                """
                EXISTS (SELECT FROM purchase_order_line l
                          JOIN account_move_line aml ON aml.purchase_line_id = l.id
                          JOIN account_move m ON m.id = aml.move_id
                         WHERE l.order_id = o.id
                           AND (m.state = 'draft' OR (m.state = 'posted' AND m.payment_state NOT IN %s)))
                """,
                SETTLED_PAYMENT_STATES,
            ),
        ]

    @api.model
    def _history_companions(self, ids, leave):
        """Take the orders' receipts and bills along; one of several orders goes with the last of them.

        A drop shipment is a delivery, too: it goes with the customer's order or with this one, whichever goes last.
        """
        others = SQL(
            """
            AND NOT EXISTS (SELECT FROM stock_move sibling
                              JOIN purchase_order_line l ON l.id = sibling.purchase_line_id
                              JOIN purchase_order owner ON owner.id = l.order_id
                             WHERE sibling.picking_id = m.picking_id AND owner.is_history IS NOT TRUE)
            AND NOT EXISTS (SELECT FROM stock_picking p
                              JOIN sale_order customer ON customer.id = p.sale_id
                             WHERE p.id = m.picking_id AND customer.is_history IS NOT TRUE)
            """
        )
        other_bills = SQL(
            """
            AND NOT EXISTS (SELECT FROM account_move_line sibling
                              JOIN purchase_order_line l ON l.id = sibling.purchase_line_id
                              JOIN purchase_order owner ON owner.id = l.order_id
                             WHERE sibling.move_id = aml.move_id AND owner.is_history IS NOT TRUE)
            """
        )
        return [
            *super()._history_companions(ids, leave),
            (
                "stock.picking",
                SQL(
                    """
                    SELECT m.picking_id
                      FROM purchase_order_line l
                      JOIN stock_move m ON m.purchase_line_id = l.id
                     WHERE l.order_id = ANY(%s) %s
                    """,
                    ids,
                    others if leave else SQL(),
                ),
            ),
            (
                "account.move",
                SQL(
                    """
                    SELECT aml.move_id
                      FROM purchase_order_line l
                      JOIN account_move_line aml ON aml.purchase_line_id = l.id
                     WHERE l.order_id = ANY(%s) %s
                    """,
                    ids,
                    other_bills if leave else SQL(),
                ),
            ),
        ]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _history_return_ids(self, ids):
        historic = super()._history_return_ids(ids)
        # sudo: the supplier orders come back whoever changes their receipt
        receipts = self.sudo().browse(historic)
        self.env["purchase.order"]._history_return_ids(receipts.move_ids.purchase_line_id.order_id.ids)
        return historic


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _history_return_ids(self, ids):
        historic = super()._history_return_ids(ids)
        # sudo: the supplier orders come back whoever changes their bill
        bills = self.sudo().browse(historic)
        self.env["purchase.order"]._history_return_ids(bills.line_ids.purchase_line_id.order_id.ids)
        return historic
