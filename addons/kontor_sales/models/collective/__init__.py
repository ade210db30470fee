from . import res_partner_invoicing
from . import collective_invoicing
from . import sale_order_collective
