from . import purchase_order_status_change
