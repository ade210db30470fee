from . import sale_order_rights
