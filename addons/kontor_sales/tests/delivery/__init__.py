from . import test_part_deliveries
from . import test_free_stock
from . import test_firm_deliveries
