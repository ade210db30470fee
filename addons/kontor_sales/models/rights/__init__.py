"""Who may do which work on a customer order, by whatever way it is tried (001-9, 004-1, 004-7).

Public names:
- ``_ensure_sales_right``, ``_ensure_invoicing_right``: asked before work done with more rights
- ``_get_fields_of_others`` (hook): what others than sales write on orders and positions by their own work
- ``_guard_rights``, ``_check_print_right``: the answers to the write gate and to printing
- ``BUTTONS_OF_OTHERS``: what is shown to those who don't sell

Must not know: what the methods do that it guards: it asks for the right and goes on. The groups: ``tools/rights.py``.
"""

from . import sale_order_rights
