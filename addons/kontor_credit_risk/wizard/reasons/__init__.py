from . import customer_block
from . import release
