from . import test_purchase_life
from . import test_purchase_status_model
from . import test_status_law
from . import test_tour_purchase
from . import test_arguments
