from . import res_partner_header
