from . import test_day_of_supply
