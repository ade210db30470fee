from . import credit_guard
from . import res_partner_figures
from . import credit_figures_function
from . import res_partner_credit
from . import res_partner_credit_panel
from . import sale_order_line_exposure
