from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.records import check_ids, is_record_id

MARGIN_GROUP = "kontor_sales.group_margin"


class CostFiguresMixin(models.AbstractModel):
    """A sales document that tells its cost and gross profit, and those of its positions (003-35, 003-38).

    It has ``document_cost``, ``margin``, ``margin_percent`` and ``cost_figures``, its positions ``cost_total``, ``margin``,
    ``margin_percent`` and ``cost_figures``, all with ``groups=MARGIN_GROUP``.
    """

    _name = "kontor.cost.figures.mixin"
    _description = "Document with Cost and Gross Profit"

    def _get_cost_positions(self):
        """Return the positions whose figures can be asked for."""
        raise NotImplementedError

    @api.readonly
    def get_cost_figures(self, line_id=False):
        """Return cost and gross profit of this document and, if asked for, of one of its positions (003-35, 003-38).

        :param int line_id: a position of this document
        :return: ``{'cost', 'profit', 'percent', 'display', 'separator', 'text', 'line': {'cost', 'profit', 'percent',
            'text'} or False}``; amounts in the document's currency, percent as a number from 0 to 100, ``display`` is
            ``percent`` or ``amount``, and ``text`` is ready to be shown
        :raises AccessError: when the user may not see costs
        :raises UserError: when called on several documents, or with a position of another one
        """
        if not self.env.user.has_group(MARGIN_GROUP):
            raise AccessError(
                self.env._("Cost and gross profit are shown to users with the right “Cost and Gross Profit” only.")
            )
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose exactly one document to see its cost."))
        line = self._get_cost_positions().filtered(lambda line: is_record_id(line_id) and line.id == line_id)
        if line_id and not line:
            raise UserError(self.env._("%(order)s has no such position.", order=self.display_name))
        user = self.env.user
        return {
            "cost": self.document_cost,
            "profit": self.margin,
            "percent": self.margin_percent * 100,
            "display": user.margin_display,
            "separator": user.margin_separator or " ",
            "text": self.cost_figures or "",
            "line": line
            and {
                "cost": line.cost_total,
                "profit": line.margin,
                "percent": line.margin_percent * 100,
                "text": line.cost_figures or "",
            }
            or False,
        }
