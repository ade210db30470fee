from .limits import *
from .figures import *
from .returns import *
from .reasons import *
from .screens import *
from .across import *
