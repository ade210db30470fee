"""The statuses of a supplier order, from its facts, and changing them by document work (000-8).

Public names:
- ``lifecycle_status``, ``is_settled``, ``is_left_to_receive``, ``is_left_to_bill``, ``reached_billing``: nobody writes them
- ``PURCHASE_STATUSES``, ``PURCHASE_LAW``; ``purchase.order.status``, ``….transition``, ``….report``,
  ``purchase.order.print``
- ``change_status(target, …)``, ``STATUS_OPTIONS``; the dialog ``purchase.order.status.change``
- ``_obstacle_<target>``, ``_do_<target>``, ``_consequences_<target>``: for request, order, cancel here; the rooms of
  receipt and bill have theirs
- ``_posted_bills``, ``_confirm_order``, ``_position_obstacle``; ``action_addendum``, ``addendum_of_id``
- ``_refuse_terms_by_others``: who doesn't buy changes no supplier order
- hook ``_work_fields`` (of the shared mixin): what only the server writes

Must not know: how something is received, billed or blocked: it calls ``_do_<target>`` by the target's name.
"""

from . import purchase_order_status_record
from . import purchase_order_status
from . import purchase_order_status_guard
from . import purchase_order_law
from . import purchase_order_status_change
from . import purchase_order_consequences
from . import purchase_order_cancellation
