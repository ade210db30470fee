from . import sale_order_blocks
from . import stock_picking_blocks
from . import account_move_blocks
from . import payment_transaction_blocks
