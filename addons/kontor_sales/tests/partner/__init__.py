from . import test_customer_numbers
from . import test_default_contact
from . import test_prospects
from . import test_customer_language
