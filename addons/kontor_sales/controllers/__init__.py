from . import issued_document
from . import portal
from . import rpc
