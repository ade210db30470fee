"""Recording the supplier's bill and its payment by a change of status; what a posted bill keeps (000-8, 003-35).

Public names:
- ``_do_bill``, ``_do_done`` with their ``_obstacle_…`` and ``_consequences_bill``
- ``action_create_invoice``: a buyer has the draft made
- ``_drafts_to_post``, ``_billable_lines``, ``_billed_later_lines``
- ``_open_documents``, ``_open_credit_notes``: what a payment pays, as the shared mixin asks
- a posted bill's ``purchase_line_id`` is firm once it is known

Must not know: whether a bill deviates from its order: it is posted, or its block refuses.
"""

from . import purchase_order_billing
from . import account_move_cost
from . import account_move_firm
from . import account_move_law
