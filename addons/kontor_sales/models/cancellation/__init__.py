from . import sale_order_cancel_reason
from . import sale_order_cancellation
from . import sale_order_cancel_consequences
