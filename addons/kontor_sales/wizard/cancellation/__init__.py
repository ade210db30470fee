from . import order_status_change
