from . import test_channel_positions
from . import test_channel_tour
from . import test_position_facts
from . import test_tracking
from . import test_position_being_typed
