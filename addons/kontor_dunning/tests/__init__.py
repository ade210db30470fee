from .levels import *
from .letters import *
from .charges import *
from .run import *
from .status import *
from .screens import *
from .across import *
