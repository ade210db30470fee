from . import release
from . import return_debit
