"""Receiving by a change of status, and what goes back with a complaint (000-8).

Public names:
- ``_do_receipt(quantities)``, ``_obstacle_receipt``: all that is open, or chosen quantities
- ``is_supplier_return``, ``complaint_reason``, ``complaint_remedy``, ``action_print_complaint`` of transfers
- ``_is_arrival``, ``_moves_coming`` of ``stock.move``: what comes from a supplier

Must not know: bills, and what blocks a receipt.
"""

from . import purchase_order_receipt
from . import stock_picking_law
from . import stock_picking_complaint
