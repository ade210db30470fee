from . import test_issued_orders
