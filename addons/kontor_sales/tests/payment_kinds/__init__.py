from . import test_payment_kinds
