from . import test_purchase_history
