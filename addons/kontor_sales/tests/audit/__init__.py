from . import test_audit_export
from . import test_hash_chain
