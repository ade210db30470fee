# The order of the layers: a room uses only those above it in this list (docs/developers.md).
from . import positions
from . import status
from . import supplier
from . import terms
from . import receipt
from . import billing
from . import blocks
from . import bill_check
from . import documents
from . import tender
from . import reminders
from . import supply
from . import replenishment
from . import header
from . import history
from . import rights
from . import gate
