"""The Historie of sales documents: who leaves the daily lists when, and what comes along (002-20).

Public names:
- ``history_rule``, ``history_count``, ``history_unit``, ``history_date`` of companies; ``_history_cutoff``
- ``_history_due_query``, ``_history_companions``, ``_history_open_documents`` of orders, deliveries and invoices
- the partial indexes of the daily lists (``_daily_idx`` …)

Must not know: how documents come back: the mixin in ``framework`` does that for all of them.
"""

from . import history_documents
