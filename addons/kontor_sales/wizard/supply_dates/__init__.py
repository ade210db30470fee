from . import sale_order_invoice
from . import validate_account_move
