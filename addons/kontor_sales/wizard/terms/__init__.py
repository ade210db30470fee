from . import sale_order_price_update
from . import customer_discounts
