from . import test_status_model
from . import test_part_deliveries
from . import test_completion
from . import test_cancellation
from . import test_tour_order_status
from . import test_printing
from . import test_rights
from . import test_queries
