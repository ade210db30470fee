from . import channel_order
