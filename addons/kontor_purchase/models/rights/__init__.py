from . import purchase_order_figures
from . import purchase_order_prices
from . import purchase_order_rights
from . import stock_picking_rights
