from . import sale_order_invoice_risk
from . import validate_account_move
