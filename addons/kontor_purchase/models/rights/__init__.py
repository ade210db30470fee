"""Who sees prices of suppliers, who changes their orders, who receives (000-8, 003-35).

Public names:
- ``PRICE_GROUPS``, ``_sees_prices``: prices are closed by their fields' groups
- ``_ensure_receipt_right`` of transfers; ``_guard_rights`` of orders, positions and moves
- ``refuse_written_figures``: amounts and quantities that follow from documents

Must not know: nothing is asked of it from below: each model has its fields without it.
"""

from . import purchase_order_figures
from . import purchase_order_prices
from . import purchase_order_rights
from . import stock_picking_rights
