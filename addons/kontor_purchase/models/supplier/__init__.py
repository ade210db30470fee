"""What purchasing keeps about a supplier: incoterm and block, decided by each company (000-8).

Public names:
- ``supplier_block``, ``supplier_block_reason``, ``purchase_incoterm_id`` of ``res.partner``
- ``BLOCK_GROUP``: who blocks suppliers, and who may let a supplier lose a block

Must not know: orders: what a block stops is said in ``blocks``.
"""

from . import res_partner_supplier
from . import res_partner_belonging
