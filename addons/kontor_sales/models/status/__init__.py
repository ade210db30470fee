"""The statuses of a customer order, and the law of their table: Angebot … Abgeschlossen (001-1 … 001-3, 001-9, 004-11).

Public names:
- ``lifecycle_status``, ``fulfilment_stage``, ``is_settled``, ``is_left_to_deliver``, ``is_left_to_invoice``: stored, from
  the facts; ``_lifecycle_status`` and ``_fulfilment_stage`` judge them
- ``order.status``, ``order.status.transition`` with ``STATUS_LAW``, ``order.status.report``: names, law, what is printed
- ``order.status.change``: the dialog; each room adds the questions of its targets
- ``_do_order``, ``_do_quotation``, ``_back_to_quotation``, ``_position_obstacle``: confirming, and back
- hooks for documents: ``_documents_obstacle``, ``_cancel_open_documents``, ``_cancelled_documents``
- ``_conditions``: for which orders a document can be printed; other rooms and addons declare theirs
- ``_obstacle_dunning``, ``_do_dunning``, ``_get_dunning_kind``: hooks of the dunning addon
- ``is_to_invoice_again``: was invoiced completely, and something was taken back

Must not know: how goods leave, what an invoice says, how it is paid: their rooms do that work.
"""

from . import order_status
from . import order_status_transition
from . import order_status_report
from . import sale_order_status
from . import sale_order_status_change
from . import sale_order_status_guard
from . import sale_order_law
from . import sale_order_confirmation
from . import sale_order_consequences
