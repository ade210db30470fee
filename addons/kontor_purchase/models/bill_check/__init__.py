"""The check of a supplier's bill against the order and what came, as a reason against posting it (000-8).

Public names:
- ``get_bill_check``: position by position; ``is_bill_checked``, ``bill_…`` fields of the lines
- the reason ``bill_deviation``; tolerances stand at the company
- ``_bill_check`` of a line: what deviates, and is it accepted
- what deviates can't be matched to an order after posting (``_check_matched``)

Must not know: documents for the supplier, tenders, and who may read prices.
"""

from . import block_rule
from . import account_move_bill_check
from . import account_move_match
