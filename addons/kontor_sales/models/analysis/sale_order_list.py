from odoo import models


class SaleOrder(models.Model):
    """What keeps the daily list of open orders, and the counters beside it, fast among many old orders."""

    _inherit = "sale.order"

    # The conditions are exactly those of the filter "Open" (see views/sale_order_views.xml): PostgreSQL uses a partial
    # index only where it can prove that the query asks for nothing else.
    _open_orders_idx = models.Index(
        "(company_id, lifecycle_status, fulfilment_stage)"
        " WHERE fulfilment_stage IN ('open', 'waiting', 'unpaid') AND is_settled IS NOT TRUE"
    )
