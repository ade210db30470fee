from . import res_partner_supplier
from . import res_partner_belonging
