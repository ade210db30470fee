from . import test_purchase_blocks
