from . import document_lock
from . import document_lock_order
from . import document_lock_delivery
from . import document_lock_invoice
