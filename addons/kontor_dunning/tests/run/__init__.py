from . import test_arguments
from . import test_run
from . import test_never_twice
from . import test_tour_dunning
