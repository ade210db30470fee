from . import test_purchase_documents
from . import test_purchase_texts
