# The order of the layers: a room uses only those above it in this list (docs/developers.md).
from . import limits
from . import returns
from . import figures
from . import reasons
from . import screens
