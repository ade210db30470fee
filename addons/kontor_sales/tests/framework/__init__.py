from . import test_conflicts
from . import test_queries
from . import test_formats
from . import test_server_work
from . import test_write_gate
from . import test_arguments
from . import test_released_data
