"""Prices and terms of a supplier order: the supplier's are the default, what was agreed stays (000-8, 000-13).

Public names:
- ``_get_supplier_terms(partner, company)``: defaults of new orders, also over RPC
- ``technical_price_unit``, ``technical_discount``: what the list says; ``_with_list_terms`` for
  new lines at the list's price
- ``action_update_prices(keep_given)``, ``action_open_price_update``, ``given_terms_count``

Must not know: who may see prices (``rights``), and what is received or billed.
"""

from . import purchase_order_terms
from . import product_supplierinfo
from . import purchase_order_given_terms
