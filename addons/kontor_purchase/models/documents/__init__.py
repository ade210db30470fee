from . import purchase_order_printing
from . import purchase_order_change
