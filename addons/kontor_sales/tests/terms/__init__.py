from . import test_channel_terms
from . import test_pricing
from . import test_given_terms
from . import test_discount_rule
from . import test_customer_discounts
