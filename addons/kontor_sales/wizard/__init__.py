from . import order_status_change
from . import sale_order_reassign
