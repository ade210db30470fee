from . import sale_order_payment
from . import account_move_discount
from . import account_move_due
