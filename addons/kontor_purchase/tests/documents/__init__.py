from . import test_purchase_documents
from . import test_purchase_texts
from . import test_purchase_pictures
