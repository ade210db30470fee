from . import purchase_order_tender
