"""What is agreed about a customer's credit: limits by period, defaults, insurances, delays of payments and terms
(002-12, 003-15, 003-16, 003-18, 003-24).

Public names:
- ``kontor.credit.limit``: never two of one kind at a time; ``_replace_from_today``
- ``kontor.credit.limit.default``: of a customer group; ``res.company`` ``limit_without_row``, ``default_limit`` for all
  others, decided by ``action_decide_default_limit``
- ``kontor.credit.insurance``, ``kontor.payment.delay``
- ``internal_due_days``, ``delivery_stop_days`` of payment terms

Must not know: what a customer owes or ordered, and what is done when a limit is exceeded.
"""

from . import res_company
from . import res_config_settings
from . import credit_limit
from . import credit_limit_default
from . import credit_insurance
from . import payment_delay
from . import account_payment_term
from . import audit_limits
