"""Quotations: stages, numbers, issuing, immutable versions, and the customer's decision in the portal (004-6 … 004-9).

Public names:
- ``quotation_stage``, ``quotation_number``, ``version_ids``, ``issued_version_id``, ``ordered_version_id``
- ``action_issue_quotation``, ``action_revise_quotation``, ``action_order_version``
- ``_quotation_work``: opens what is issued for the server's own work
- ``sale.order.version``: frozen by ``_version_header_fields`` and ``_version_line_fields``; ``compare_with``,
  ``_get_printed_address``
- ``compare_with_ordered_version``: what changed since the order
- ``_issue_before_sending``, ``_prints_as_draft``, ``_issued_pdfs``: what is sent is issued
- ``_do_quotation``: back to the version that was ordered
- ``quotation_reference``: found by the number that the customer quotes

Must not know: deliveries, invoices, and which room prints or locks the order.
"""

from . import sale_order_version
from . import sale_order_version_compare
from . import sale_order_quotation
from . import sale_order_ordering
from . import sale_order_version_screens
from . import sale_order_search
from . import sale_order_portal
from . import sale_order_back_to_quotation
from . import sale_order_sending
from . import sale_order_kept_version
