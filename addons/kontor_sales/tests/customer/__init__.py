from . import test_customer_header
from . import test_document_notes
from . import test_tour_customer_header
