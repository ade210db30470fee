from . import test_tour_credit
