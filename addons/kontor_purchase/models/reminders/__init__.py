"""Receipts that should have come by now, and the letters that remind suppliers (000-8).

Public names:
- ``is_receipt_overdue``, ``_overdue_domain``
- ``kontor.receipt.reminder``: ``action_print``, ``action_send_email``; ``remind_receipts``, ``action_remind_receipts``

Must not know: customer orders: a supplier is late whatever it is for.
"""

from . import purchase_order_overdue
from . import receipt_reminder
from . import receipt_reminder_issued
from . import document_page
from . import letter_templates
