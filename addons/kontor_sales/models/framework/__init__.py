"""Tools that every other room builds on: the write gate, histories, print logs, shared settings (002-17, 002-20, 001-14).

Public names:
- ``kontor.write.gate`` with ``GUARDS``: who is asked before a document is written; ``_guard_…(change)`` are its hooks
- ``_watch_change``: around a change, to judge what has become of it; ``_guard_created``: after new records
- ``_get_figures``, ``_get_initial_figures``: fields that nobody writes because they follow from something else
- ``kontor.history.mixin``: leaves the daily lists and comes back; ``_history_models``, ``_history_due_query``,
  ``_history_companions``, ``_history_cutoffs`` are its hooks, ``action_return_from_history`` its button
- ``kontor.print.log.mixin``: one row for each document that left the house
- ``kontor.shared.settings.mixin``, ``kontor.cached.settings.mixin``: settings for all companies; settings that are cached
- ``_compare_quantities``, ``_quantity_text`` of ``uom.uom``: quantities as exactly, and as written, as their unit is
- ``_format_price``, ``_get_price_decimals`` of ``res.currency``: unit prices with as many decimals as are used
- ``frozen_values``, ``thawed_values``: fields of a record as JSON, and back

Must not know: any document of sales. It names no field of an order, a delivery or an invoice.
"""

from . import shared_settings_mixin
from . import cached_settings_mixin
from . import print_log_mixin
from . import history_mixin
from . import ir_http
from . import uom_uom
from . import res_currency
from . import write_gate
from . import res_users_settings
