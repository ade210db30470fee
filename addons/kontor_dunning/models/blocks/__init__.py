from . import block_rule
from . import sale_order_block
