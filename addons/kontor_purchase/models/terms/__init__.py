from . import purchase_order_terms
from . import product_supplierinfo
from . import purchase_order_given_terms
