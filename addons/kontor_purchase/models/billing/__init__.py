from . import purchase_order_billing
from . import account_move_cost
from . import account_move_firm
from . import account_move_law
