from . import test_analysis
from . import test_tour_analysis
from . import test_sums
