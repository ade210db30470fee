from . import letters
from . import status
