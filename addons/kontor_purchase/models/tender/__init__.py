"""One demand, several suppliers: ask, compare, award (000-8).

Public names:
- ``request_from(partner_ids)``, ``get_request_comparison``, ``action_award``

Must not know: how the others are told: the change to "order" cancels them (``status``).
"""

from . import purchase_order_tender
