"""Storno: open deliveries are cancelled, done ones stay, what was invoiced is credited (001-5 … 001-8, 004-10, 004-14).

Public names:
- ``_do_cancel`` with ``_obstacle_cancel``, ``_consequences_cancel``; core's own button does the same
- ``_credit_posted_invoices``: the Stornorechnungen, reconciled with their invoices; rooms above mark and open them
- ``sale.order.cancel.reason``, ``cancel_reason_id``, ``cancel_note``: why

Must not know: what a Stornorechnung looks like, and whether somebody had locked the order.
"""

from . import sale_order_cancel_reason
from . import sale_order_cancellation
from . import sale_order_cancel_consequences
