from . import res_partner_supplier_header
from . import customer_note
