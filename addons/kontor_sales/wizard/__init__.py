from . import order_status_change
from . import sale_order_revise
from . import sale_order_version_comparison
