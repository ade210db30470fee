from . import kontor_dunning_withdraw
from . import order_status_change
