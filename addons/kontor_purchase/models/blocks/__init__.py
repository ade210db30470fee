from . import purchase_limit
from . import block_rule
from . import purchase_order_blocks
from . import stock_picking_blocks
