"""Many invoices at once by each customer's rule: per order, per delivery, collective (002-5, 002-7, 002-8).

Public names:
- ``invoicing_rule`` of customers; ``is_consignment`` of orders: the rule leaves them out
- ``kontor.collective.invoicing``: a batch that goes on where it was interrupted, and says what became of each part
- ``action_invoice_by_rule`` of orders and of deliveries: the entry, from their lists
- ``is_automatic``, ``_automatic_once``: the batch of the scheduled job

Must not know: how one invoice is put together: it asks ``invoicing``.
"""

from . import res_partner_invoicing
from . import collective_invoicing
from . import sale_order_collective
