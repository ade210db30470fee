"""What is due and paid: completing an order by its payment, Rückbuchung, Skonto (001-3, 002-6, 003-20, 004-23, 004-24).

Public names:
- ``_do_done`` with ``_obstacle_done``; from "completed" back to "invoice": ``_reverse_payments``, ``_consequences_reversal``
- ``_open_invoices``, ``_open_documents``, ``_open_credit_notes``, ``_clearing_lines``: what is open, what has cleared it
- ``due_on``, ``due_state``, ``is_overdue``, ``_due_date_sql``, ``_overdue_sql``, ``_due_on_sql``, ``_is_overdue_sql``:
  the one rule about what is due, for every list and report
- Skonto is booked by tax rate (SKR03, SKR04)

Must not know: dunning levels and limits: they ask it.
"""

from . import sale_order_payment
from . import sale_order_payment_consequences
from . import account_move_discount
from . import account_move_due
