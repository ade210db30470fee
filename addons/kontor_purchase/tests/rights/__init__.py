from . import test_rights
from . import test_other_departments
