from . import account_payment_return
from . import payment_transaction_credit
