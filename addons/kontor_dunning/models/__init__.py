# The order of the layers: a room uses only those above it in this list (docs/developers.md).
from . import levels
from . import letters
from . import charges
from . import items
from . import run
from . import status
from . import blocks
from . import screens
