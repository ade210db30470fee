from . import sale_order_line_supply
from . import sale_order_supply
from . import sale_order_supply_change
from . import purchase_order_line_supply
