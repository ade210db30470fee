"""The supplier at a glance, and the notes that supplier orders print (000-8, 003-46).

Public names:
- ``get_supplier_header``, ``action_open_supplier_orders`` of ``res.partner``
- ``print_on_purchase`` of notes, ``_get_printed_notes`` of orders

Must not know: who may read it: ``rights`` asks before.
"""

from . import res_partner_supplier_header
from . import customer_note
