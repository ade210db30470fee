from . import test_status_model
from . import test_part_deliveries
from . import test_completion
from . import test_cancellation
