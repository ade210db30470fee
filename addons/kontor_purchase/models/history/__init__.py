"""Completed and cancelled supplier orders go into the Historie with receipts and bills, and come back (002-20).

Public names:
- ``_history_models``, ``_history_open_documents``, ``_history_companions``, ``_history_return_ids``: hooks of the shared
  mixin, answered for ``purchase.order``

Must not know: why an order was completed: it looks at status and date.
"""

from . import purchase_order_history
