from . import customer_document
from . import res_partner
from . import res_partner_header
