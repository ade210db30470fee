from . import order_status_change
from . import release
