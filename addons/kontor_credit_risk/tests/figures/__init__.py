from . import test_overdue
from . import test_queries
from . import test_paid_on_delivery
