from . import channel_customer
from . import channel_order
