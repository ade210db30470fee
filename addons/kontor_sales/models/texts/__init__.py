"""What documents and e-mails say in words, for customers and before the law (000-4, 001-7, 004-19 … 004-25).

Public names:
- ``correction_reason``, ``_get_corrected_invoices``: what a Rechnungskorrektur takes back, and why
- ``_get_settlement_text``, ``_asks_for_transfer``: what stands below the sums of an invoice
- ``has_default_notice``, ``_get_default_notice``, ``_get_retention_notice``: what consumers are told
- ``_get_delivery_note``: the positions of a Lieferschein

Must not know: how pages look, where what was issued is kept, and what makes a status.
"""

from . import account_move_correction
from . import account_move_texts
from . import account_move_notices
from . import stock_picking_delivery_note
