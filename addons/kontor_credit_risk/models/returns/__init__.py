"""Rücklastschriften, and online payments that nobody may claim (003-23, 002-13).

Public names:
- ``action_return_debit(date, reason, fee)`` of ``account.payment``;
  ``returned_on``, ``return_reason``, ``return_fee_move_id``
- ``_refuse_written_payment`` of ``payment.transaction``: a payment that only somebody says has been made

Must not know: limits and figures: a return is a fact, whatever it does to them.
"""

from . import account_payment_return
from . import payment_transaction_credit
