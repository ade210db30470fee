from . import sale_order_list
