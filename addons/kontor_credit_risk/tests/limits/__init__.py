from . import test_limits
from . import test_default_limit
