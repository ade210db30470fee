from . import order_status_report
from . import sale_order
from . import sale_order_dunning
from . import sale_order_printing
