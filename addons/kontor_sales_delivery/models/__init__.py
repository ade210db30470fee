from . import delivery_carrier
from . import sale_order
from . import sale_order_terms
from . import stock_picking
from . import sale_order_line
