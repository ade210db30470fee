from . import test_supplier_header
from . import test_supplier_notes
