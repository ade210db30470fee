from . import sale_order_payment
from . import sale_order_payment_consequences
from . import account_move_discount
from . import account_move_due
