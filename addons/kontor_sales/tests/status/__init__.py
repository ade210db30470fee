from . import test_status_declarations
from . import test_status_law
from . import test_status_model
from . import test_tour_order_status
from . import test_dunning_hooks
from . import test_order_status_change
from . import test_status_truth
from . import test_status_options
