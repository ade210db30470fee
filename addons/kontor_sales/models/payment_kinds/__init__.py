"""Zahlungsarten: the ways in which customers pay, and cash on delivery (000-13, 001-12, 004-16, 004-23).

Public names:
- ``payment_kind`` with ``PAYMENT_KINDS`` of ``account.payment.method.line``; ``_payment_kind_named``
- ``is_cash_on_delivery``, ``_is_cash_on_delivery`` of orders; ``_get_kind_without_transfer``
- ``_set_up_payment_kinds``: each company has a line for each kind
- the conditions ``cod`` and ``not_cod`` of the documents that a status prints
- no payment of nothing is posted

Must not know: whether something is open, and what is printed for the carrier.
"""

from . import account_payment_method_line
from . import account_journal_payment_kinds
from . import res_partner_payment_kind
from . import account_payment_amount
from . import sale_order_payment_kind
from . import order_status_report
