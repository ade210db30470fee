from odoo import api, models
from odoo.tools import SQL

from ...tools.rights import ALL_ORDERS, SALES, has_right


class SaleOrder(models.Model):
    """What keeps the daily list of open orders, and the counters beside it, fast among many old orders."""

    _inherit = "sale.order"

    # The conditions are exactly those of the filter "Open" (see views/sale_order_views.xml): PostgreSQL uses a partial
    # index only where it can prove that the query asks for nothing else.
    _open_orders_idx = models.Index(
        "(company_id, lifecycle_status, fulfilment_stage)"
        " WHERE fulfilment_stage IN ('open', 'waiting', 'unpaid') AND is_settled IS NOT TRUE"
    )

    @api.model
    def _seen_orders_sql(self, alias):
        """Return the condition under which the user sees an order, for reports that add up orders in the database.

        It is the record rule of core: who sees their own documents only sees what is theirs, or nobody's.

        :param str alias: of ``sale_order`` in the query
        :return: ``SQL``
        """
        if not has_right(self.env, SALES) or has_right(self.env, ALL_ORDERS):
            return SQL("TRUE")
        clerk = SQL.identifier(alias, "user_id")
        return SQL("(%s = %s OR %s IS NULL)", clerk, self.env.uid, clerk)
