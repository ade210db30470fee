from . import test_order_proposals
