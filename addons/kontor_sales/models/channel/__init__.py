from . import channel_guard
from . import sale_order_channel
from . import sale_order_reassign
