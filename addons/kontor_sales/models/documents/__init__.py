"""Paper and PDF: what quotations, confirmations, delivery notes and invoices print; the print log (000-5, 001-11 … 001-15).

Public names:
- ``_get_printed_prices``, ``_prints_gross_prices``, ``_get_special_requests``: what a document shows
- ``_get_cash_on_delivery_amounts``: the Nachnahmerechnung, and what the carrier collects (001-12)
- ``_get_position_numbers``: the numbers that positions have on the order's documents
- ``sale.order.print``: the print log; ``_logged_models`` (hook): whose documents it knows
- ``_status_documents``, ``_document_counts``: which documents are those of a status
- ``_batch_print_jobs``: many documents as one PDF; carry-over sums; the Girocode

Must not know: why an order has its status. What may be printed by whom says ``rights``.
"""

from . import sale_order_print
from . import sale_order_printing
from . import ir_actions_report
from . import ir_actions_report_carry_over
from . import ir_actions_report_styles
from . import ir_actions_report_batch
from . import batch_printing
from . import account_move_cash_on_delivery
from . import account_move_girocode
from . import sale_order_documents
from . import stock_picking_cash_on_delivery
