from . import test_document_locks
from . import test_lock_matrix
from . import test_lock_events
