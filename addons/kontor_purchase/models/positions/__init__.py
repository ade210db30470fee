"""The facts about a position of a supplier order: ordered, received, billed, open; one query, the mirror of sales (000-8).

Public names:
- ``_get_position_facts``, ``position_facts`` of ``purchase.order.line``; ``_position_facts_call`` to join them in SQL
- ``POSITION_FACTS``: their names; ``kontor.purchase.position.facts.function``: the same as a function in the database
- ``_is_receivable``, ``_open_quantity``, ``_quantity_text``: what they say

Must not know: statuses, blocks, suppliers: facts follow from moves and bills alone.
"""

from . import purchase_order_line_facts
from . import position_facts_function
