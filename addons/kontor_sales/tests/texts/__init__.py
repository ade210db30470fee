from . import test_core_names
from . import test_document_texts
from . import test_mails
from . import test_payment_terms
