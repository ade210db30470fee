"""A position of an order: its facts (ordered, delivered, invoiced, open) by one query, and free positions (002-3, 004-5).

Public names:
- ``position_facts``, ``_get_position_facts``; ``_position_facts_query``, ``_position_facts_call``: the same inside SQL;
  ``POSITION_FACTS`` lists them
- ``_is_stock_line``, ``_is_deliverable``, ``_undelivered_quantity``, ``_undelivered_lines``, ``_undelivered_text``
- ``_get_order_line_quantities`` of transfers: what they contain, in the units of the order
- ``_supply_figures``, ``_quantities_on_the_way`` (hook), ``_free_stock``: what covers an open position (002-15)
- ``is_free_position``, ``action_add_free_position``, ``_get_generic_service``
- ``qty_reserved``, ``qty_open``, ``promised_on``, ``linked_documents``, ``position_count`` …: the tracking view
- ``special_request``: printed on every document

Must not know: the order's status, and how something is delivered, invoiced or priced.
"""

from . import sale_order_line
from . import sale_order_line_facts
from . import position_facts_function
from . import sale_order_line_supply
from . import sale_order_free_position
from . import sale_order_line_tracking
from . import res_users_settings
from . import sale_order_line_open
