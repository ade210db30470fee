from . import purchase_order_receipt
from . import stock_picking_law
from . import stock_picking_complaint
