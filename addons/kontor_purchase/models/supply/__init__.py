""" "Bei Lieferanten bestellen": supplier orders for positions of customer orders, both ways visible (002-15).

Public names:
- ``order_from_suppliers(lines, …)``, ``action_open_supply_dialog``, ``action_view_supply`` of ``sale.order``
- ``supply_state``, ``supply_ordered_quantity``, ``supply_received_quantity``, ``supply_expected_on`` of positions
- ``has_customer_orders`` of ``purchase.order``
- ``_tell_buyers``: the buyer hears of a change

Must not know: minimum stock and proposals.
"""

from . import sale_order_line_supply
from . import sale_order_supply
from . import sale_order_supply_change
from . import purchase_order_line_supply
