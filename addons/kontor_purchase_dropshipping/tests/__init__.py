from . import test_drop_shipping
