"""A dunning level stops new orders or deliveries, as one more reason of the block framework (001-4).

Public names:
- the reason ``dunning_level``, released and set by those who dun
- ``block_order``, ``block_delivery`` of a level decide which operation it stops (``STOPPED_BY``)

Must not know: letters and runs: it looks at the level of the customer's invoices alone.
"""

from . import block_rule
from . import sale_order_block
