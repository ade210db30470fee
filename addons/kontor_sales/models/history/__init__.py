from . import history_documents
