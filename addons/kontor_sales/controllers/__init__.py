from . import delivery_portal
from . import issued_document
from . import portal
from . import report
from . import rpc
