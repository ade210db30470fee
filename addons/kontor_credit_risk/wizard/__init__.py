from . import customer_block
from . import default_limit
from . import release
from . import return_debit
