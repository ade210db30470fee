"""What was issued to suppliers is kept: requests and orders with their versions, their changes, complaints.

Public names:
- ``_issued_kind`` …: the hooks of ``kontor.issued.mixin`` for ``purchase.order``, ``purchase.order.change`` and
  ``stock.picking``
- ``_fitting_report`` of ``purchase.order``: by which report it goes out

Must not know: how what was issued is kept.
"""

from . import issued_document
from . import purchase_order
from . import stock_picking
from . import ir_actions_report
