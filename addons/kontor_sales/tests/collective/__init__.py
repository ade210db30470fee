from . import test_collective_obstacles
from . import test_invoicing_rules
