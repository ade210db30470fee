from . import limits
from . import returns
from . import reasons
