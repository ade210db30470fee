from . import test_customer_documents
