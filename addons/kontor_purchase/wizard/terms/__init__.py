from . import purchase_order_price_update
