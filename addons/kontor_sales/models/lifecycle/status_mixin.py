from odoo import api, fields, models
from odoo.exceptions import UserError


class StatusReportMixin(models.AbstractModel):
    """A document that a status prints (001-11): the line of ``report_line_ids``, with its ``report_id``."""

    _name = "kontor.status.report.mixin"
    _description = "Document of an Order Status"

    def _applies_to(self, order):
        """Tell whether this document is the one to print for an order: hook of those with conditions (001-12, 001-13).

        :param order: one document with a life of statuses
        :return: bool
        """
        self.ensure_one()
        return True


class StatusMixin(models.AbstractModel):
    """A status of a document's life, as a record: its name, and the documents printed in it (001-1, 001-11).

    What inherits it adds ``code`` (a selection of its statuses) and ``report_line_ids``.
    """

    _name = "kontor.status.mixin"
    _inherit = "kontor.shared.settings.mixin"
    _description = "Status of a Document"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(required=True, default=10)

    @api.model
    def _by_code(self):
        """Return the statuses as a dict ``{code: record}``, in the order of the life."""
        return {status.code: status for status in self.search([])}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("The statuses of an order are fixed; none can be added."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and "code" in vals:
            raise UserError(self.env._("The code of a status is fixed; its name can be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The status “%s” can't be deleted: every order is always in exactly one status.", self[:1].name)
        )
