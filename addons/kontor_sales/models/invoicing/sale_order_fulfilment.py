from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.records import check_ids


class SaleOrder(models.Model):
    """The order stages' one button: "Vorbereitung abgeschlossen" (004-12, 004-18)."""

    _inherit = "sale.order"

    def action_open_preparation(self):
        """Finish the preparation; when drafts wait that would be posted along, ask first, in a dialog that lists them.

        :return: action that opens the dialog, or True
        :raises UserError: as ``action_preparation_done``
        """
        check_ids(self)
        if len(self) != 1 or not self.is_left_to_invoice or self._preparation_obstacle() or not self._draft_invoices():
            return self.action_preparation_done()
        return self.env["sale.order.invoice"]._open(self, for_preparation=True)

    def action_preparation_done(self, draft_ids=None, without_drafts=False):
        """Say that the order is prepared: it waits for delivery or pickup, and its final invoice is posted (004-18).

        :param draft_ids: which of the drafts that wait are posted along (default: all); see ``create_invoice_of_type``
        :param bool without_drafts: none of them
        :return: True
        :raises UserError: when an order isn't open, a position is neither delivered nor ready, or invoicing fails;
            nothing has changed then
        """
        if not check_ids(self):
            raise UserError(self.env._("Choose at least one order whose preparation is finished."))
        self.check_access("write")
        with self.env.cr.savepoint():
            self._claim_for_status_change()
            for order in self:
                order.with_company(order.company_id)._finish_preparation(
                    **order._own_draft_options(draft_ids, without_drafts)
                )
        return True

    def _finish_preparation(self, draft_ids=None, without_drafts=False):
        obstacle = self._preparation_obstacle()
        if obstacle:
            raise UserError(
                self.env._("%(order)s: The preparation can't be finished. %(reason)s", order=self.name, reason=obstacle)
            )
        with self._state_work():
            self.preparation_done_on = fields.Datetime.now()
        if self.is_left_to_invoice:
            self.create_invoice_of_type("final", post=True, draft_ids=draft_ids, without_drafts=without_drafts)

    def _preparation_obstacle(self):
        """Say why the preparation of this order can't be finished, or return False."""
        if self.state != "sale":
            return self.env._("Only an order can be prepared, not a quotation and not a cancelled order.")
        if self.preparation_done_on:
            return self.env._("It was finished already.")
        facts = self._get_status_facts()[self.id]
        if not facts["has_lines"]:
            return self.env._("The order has no positions.")
        if not facts["ready"]:
            open_lines = self.order_line.filtered(lambda line: line._open_quantity() > 0)
            return self.env._(
                "These positions are neither delivered nor ready:%(lines)s",
                lines="".join(
                    f"\n– {line.name.splitlines()[0]}: {line._quantity_text(line._open_quantity())}" for line in open_lines
                ),
            )
        if self.is_left_to_invoice:
            return self._rights_obstacle("invoice")
        return False
