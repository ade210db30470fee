from . import test_supply
from . import test_tour_supply
from . import test_order_line_views
