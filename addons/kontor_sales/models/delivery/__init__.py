from . import sale_order_delivery
from . import sale_order_delivery_consequences
from . import sale_order_line_available
from . import stock_picking
from . import stock_transfer_state
from . import stock_picking_firm
from . import stock_picking_law
from . import own_deliveries
