from . import status
from . import terms
from . import blocks
from . import supply
