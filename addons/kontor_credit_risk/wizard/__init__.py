from . import customer_block
from . import default_limit
from . import partner_merge
from . import release
from . import return_debit
