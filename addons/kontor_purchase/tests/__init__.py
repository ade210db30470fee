from . import test_rights
from . import test_supply
from . import test_order_proposals
