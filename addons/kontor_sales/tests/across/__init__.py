from . import test_lives
from . import test_field_lists
