from . import customer_block
from . import release
from . import return_debit
