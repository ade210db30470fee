from . import purchase_order_history
