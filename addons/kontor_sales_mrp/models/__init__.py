from . import mrp_production
from . import sale_order_line_manufacturing
from . import sale_order_manufacturing
from . import sale_order_manufacturing_list
from . import sale_order_manufacturing_cancellation
from . import sale_order_line_kit_stock
from . import sale_order_line_kit_available
from . import sale_order_line_state
