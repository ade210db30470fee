from . import purchase_order_status_record
from . import purchase_order_status
from . import purchase_order_status_guard
from . import purchase_order_law
from . import purchase_order_status_change
from . import purchase_order_consequences
from . import purchase_order_cancellation
