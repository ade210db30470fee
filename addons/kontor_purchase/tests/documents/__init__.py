from . import test_purchase_documents
