from . import test_document_texts
from . import test_mails
from . import test_payment_terms
