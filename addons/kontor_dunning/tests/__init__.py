from . import test_interest
from . import test_levels
from . import test_run
from . import test_never_twice
from . import test_order_status
from . import test_charges
from . import test_sending
from . import test_rights
