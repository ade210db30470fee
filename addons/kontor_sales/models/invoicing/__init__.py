"""Invoices of an order by type: Anzahlung, Positionsabrechnung, Gesamtrechnung, Schlussrechnung (004-17 … 004-21, 004-25).

Public names:
- ``create_invoice_of_type`` with its options, ``preview_invoice_of_type``; ``sale.order.invoice``: the dialog
- ``_do_invoice`` with ``_obstacle_invoice``, ``_consequences_invoice``, ``_needed_options_of_invoice``; ``DELIVERY_CHOICES``
- ``action_preparation_done``: Vorbereitung abgeschlossen (004-18); ``action_deliver_open``: delivered after the invoice
- ``order_invoice_type``, ``is_cancellation_invoice``, ``kontor.earlier.invoice``: what an invoice is, and what it lists
- ``_posted_invoices``, ``_draft_invoices``, ``_drafts_to_post``, ``_cancel_draft_invoices``; ``_invoice_work`` opens them
- ``_volume_to_invoice``, ``_delivered_to_invoice``, ``_final_quantities``, ``_get_down_payments``: how much is left
- ``action_create_credit_note_difference``, ``_check_settlements``: the invoices add up to the order
- ``delivery_invoice_ids``, ``invoicing_status``, ``_allocate_deliveries``: which delivery is on which invoice (002-9)
- ``_check_posting``: what can't be posted; ``_check_completion``, ``_get_step_blocks``: hooks of the room ``checks``

Must not know: customers' rules for many orders, payments, and why something is blocked.
"""

from . import sale_order_down_payment
from . import sale_order_invoicing
from . import sale_order_waiting_drafts
from . import sale_order_credit_difference
from . import sale_order_invoice_preview
from . import sale_order_invoice_delivery
from . import sale_order_invoice_consequences
from . import account_move
from . import earlier_invoice
from . import stock_picking_invoicing
from . import sale_order_fulfilment
from . import account_move_overview
from . import account_move_rounding
from . import account_move_settlement
