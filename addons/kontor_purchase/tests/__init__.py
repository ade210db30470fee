from . import test_purchase_blocks
from . import test_purchase_documents
from . import test_purchase_life
from . import test_rights
from . import test_supply
from . import test_order_proposals
