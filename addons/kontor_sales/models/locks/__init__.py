"""Document locks: after which event a quotation, order, delivery or invoice can't be changed any more (002-17).

Public names:
- ``kontor.document.lock``: the table of each company; ``_get_events``, ``_is_used``
- ``_lock_events``: the events after which a document can be locked, each declared once beside its document
- ``_get_lock``, ``_refuse_locked`` of orders, deliveries and invoices; each is asked in ``_guard_locks``
- ``_get_locked_fields``: what is closed on an order

Must not know: rights and blocks: a lock holds for everybody, and the server's own work passes it.
"""

from . import document_lock
from . import document_lock_order
from . import document_lock_delivery
from . import document_lock_invoice
