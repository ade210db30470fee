from . import sale_order_supply
