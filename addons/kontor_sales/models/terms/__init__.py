from . import res_company
from . import res_config_settings
from . import res_partner_terms
from . import cooperation
from . import res_partner_pricing
from . import sale_order_terms
from . import sale_order_pricelist
from . import sale_order_given_terms
