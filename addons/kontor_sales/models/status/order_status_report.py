import logging

from odoo import api, fields, models

from ...tools.declarations import PrintCondition, by_key, check_declarations

_logger = logging.getLogger(__name__)


class OrderStatusReport(models.Model):
    """The print assignment (001-11): which document a status prints, and for whom."""

    _name = "order.status.report"
    _inherit = ["kontor.shared.settings.mixin", "kontor.status.report.mixin"]
    _description = "Document of an Order Status"
    _order = "status_id, sequence, id"
    _rec_name = "report_id"

    status_id = fields.Many2one("order.status", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Document",
        required=True,
        ondelete="cascade",
        domain="[('model', 'in', ('sale.order', 'stock.picking', 'account.move'))]",
    )
    condition = fields.Selection("_selection_condition", required=True, default="always", string="For")
    dunning_kind = fields.Char(
        help="Only at this dunning level (reminder, dunning, final_demand). Empty: at every level.",
    )

    @api.model
    def _conditions(self):
        """Return for which orders a document can be printed, a list of ``PrintCondition`` (001-11…13).

        An addon adds its own to those of ``super()``.
        """
        return [
            PrintCondition("always", self.env._("Always"), lambda order: True),
            PrintCondition(
                "business",
                self.env._("Business customer (net)"),
                lambda order: order.partner_id.commercial_partner_id.business_customer,
            ),
            PrintCondition(
                "consumer",
                self.env._("Consumer (gross)"),
                lambda order: not order.partner_id.commercial_partner_id.business_customer,
            ),
        ]

    @api.model
    def _selection_condition(self):
        return [(condition.code, condition.name) for condition in self._conditions()]

    def _register_hook(self):
        super()._register_hook()
        self._check_conditions()

    @api.model
    def _check_conditions(self):
        """Refuse conditions that lack something; tell of settings whose condition is gone with its addon.

        :raises DeclarationError: naming the condition
        """
        conditions = self._conditions()
        check_declarations("Print conditions (order.status.report._conditions)", conditions, PrintCondition.problems)
        for line in self.search([("condition", "not in", [condition.code for condition in conditions])]):
            _logger.error(
                "“%s” isn't printed: nobody declares the condition “%s”.", line.report_id.display_name, line.condition
            )

    def _applies_to(self, order):
        """Tell whether this document is the one to print for an order (001-12, 001-13).

        :param order: one ``sale.order``
        :return: bool
        """
        self.ensure_one()
        condition = by_key(self._conditions()).get(self.condition)
        return bool(condition and condition.applies(order) and self.dunning_kind in (False, order._get_dunning_kind()))
