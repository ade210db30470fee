from odoo import models

from ...tools.rights import ALL_ORDERS, SALES, STOCK, has_right


def _sees_own_only(env):
    """Tell whether the user sees own documents only, and not all deliveries either (000-9)."""
    return has_right(env, SALES) and not has_right(env, ALL_ORDERS, STOCK)


def _for_all(records):
    """Return records with the rights to count what is there for everybody, for work of the server that needs it.

    Who sees own documents only finds the moves of these alone. How much is free, who gives way when goods run short and
    what an article is worth follow from all of them; nothing of the others is told by it.
    """
    return records.sudo() if _sees_own_only(records.env) else records  # sudo: see above; companies limit what is counted


def _check_seen(records, change, name):
    """Ask for access to records, and to what they are moved to, before another guard says something about them.

    :param change: the ``Change``; see the write gate
    :param str name: many2one to the document that decides who sees them
    :raises AccessError:
    """
    if _sees_own_only(records.env):
        records.check_access("unlink" if change.operation == "unlink" else "write")
        document = records.env[records._fields[name].comodel_name]
        document.browse(change.int_ids(name)).check_access("read")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _compute_quantities_dict(self, *args, **kwargs):
        return super(ProductProduct, _for_all(self))._compute_quantities_dict(*args, **kwargs)

    def _run_avco(self, *args, **kwargs):
        return super(ProductProduct, _for_all(self))._run_avco(*args, **kwargs)

    def _run_fifo_get_stack(self, *args, **kwargs):
        return super(ProductProduct, _for_all(self))._run_fifo_get_stack(*args, **kwargs)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _guard_access(self, change):
        _check_seen(self, change, "order_id")
        return super()._guard_access(change)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _trigger_assign(self):
        return super(StockMove, _for_all(self))._trigger_assign()

    def _guard_access(self, change):
        _check_seen(self, change, "picking_id")
        return super()._guard_access(change)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _free_reservation(self, *args, **kwargs):
        return super(StockMoveLine, _for_all(self))._free_reservation(*args, **kwargs)

    def _guard_access(self, change):
        _check_seen(self, change, "picking_id")
        return super()._guard_access(change)
