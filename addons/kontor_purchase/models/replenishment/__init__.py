"""Bestellvorschläge: what minimum stock and open customer orders ask for, by supplier (000-8, 002-15).

Public names:
- ``proposal_…`` fields of ``stock.warehouse.orderpoint``
- ``order_proposals``, ``action_open_proposals``, ``action_order_proposals``

Must not know: the supplier's screens; quantities are Odoo's own replenishment.
"""

from . import stock_warehouse_orderpoint
