from . import test_carrier_cost
from . import test_order_carrier
from . import test_shipping_costs
