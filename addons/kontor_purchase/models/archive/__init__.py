"""What was issued to suppliers is kept: supplier orders with their versions, and their changes.

Public names:
- ``_issued_kind`` …: the hooks of ``kontor.issued.mixin`` for ``purchase.order`` and ``purchase.order.change``

Must not know: how what was issued is kept.
"""

from . import issued_document
from . import purchase_order
