from . import sale_advance_payment_inv
from . import sale_order_invoice
from . import order_status_change
