from . import sale_order_invoice
