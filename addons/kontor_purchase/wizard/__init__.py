from . import sale_order_supply
from . import purchase_order_status_change
from . import release
from . import purchase_order_price_update
