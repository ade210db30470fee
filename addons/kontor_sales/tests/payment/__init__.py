from . import test_completion
from . import test_due_rule
from . import test_payment_amounts
