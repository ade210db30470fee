from . import test_document_texts
