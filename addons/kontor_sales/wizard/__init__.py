from . import sale_advance_payment_inv
from . import status_change_mixin
from . import order_status_change
from . import sale_order_reassign
from . import release
from . import sale_order_revise
from . import sale_order_version_comparison
from . import sale_order_invoice
