"""Goods and services leave: by a change of status or in the warehouse; what is done is firm (000-6, 004-17, 001-5).

Public names:
- ``_do_delivery`` with ``_obstacle_delivery``, ``_consequences_delivery``; ``_deliver``, ``_deliver_available``
- ``_open_pickings``, ``_open_delivery_moves``: what is still to be done
- ``_available_quantities``, ``_is_everything_available``: what could leave now (001-10); hooks for kits:
  ``_available_quantity``, ``_products_taken``, ``_has_no_count``
- ``_moves_leaving``: the moves that go to a customer; ``_cancelled_order``: of a cancelled order nothing leaves
- ``FIRM_FIELDS``, ``_refuse_firm``: what nobody changes on a done transfer
- the quantities of the status dialog: ``order.status.change.line``

Must not know: invoices: whether something is billed never decides what leaves.
"""

from . import sale_order_delivery
from . import sale_order_delivery_consequences
from . import sale_order_line_available
from . import stock_picking
from . import stock_transfer_state
from . import stock_picking_firm
from . import stock_picking_law
from . import own_deliveries
