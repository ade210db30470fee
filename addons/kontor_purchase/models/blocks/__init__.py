"""What stops a supplier order or a receipt: the supplier's block and the buyer's limit, released by right (000-8).

Public names:
- operations ``purchase``, ``receipt``, ``bill``; reasons ``order_limit``, ``supplier_block``
- ``purchase_limit``, ``purchase_limit_rule`` of users and companies; ``_get_purchase_limit``
- ``_comes_from_supplier`` of transfers; ``_get_receipt_block_reason`` of suppliers
- ``_filter_grown``: orders that have to be judged again

Must not know: how a bill is compared with its order: that reason has a room of its own.
"""

from . import purchase_limit
from . import block_rule
from . import purchase_order_blocks
from . import stock_picking_blocks
