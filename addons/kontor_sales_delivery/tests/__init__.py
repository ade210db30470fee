from . import test_carrier_cost
