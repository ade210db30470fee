from . import test_order_status
from . import test_dunning_dialog
from . import test_lock_matrix
