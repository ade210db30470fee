"""Where reasons are asked: quotation, confirmation, delivery, invoice, and every growth in between (003-27, 003-28, 002-13).

Public names:
- ``ORDER_TERMS``, ``LINE_TERMS``: what a change of an order is
- ``_claim_for_judgement`` (hook): nobody else uses up the same room at the same moment
- ``_possibly_closed`` (hook): orders that a reason may close whatever they are worth; ``_check_completion`` asks them
- ``_get_block_orders``, ``_goes_to_customer`` of deliveries
- ``_get_step_blocks``, ``_block_obstacle``: what stops the next step, for the status dialog

Must not know: any reason. Blocks of customers, limits and dunning are addons.
"""

from . import sale_order_blocks
from . import stock_picking_blocks
from . import account_move_blocks
from . import payment_transaction_blocks
