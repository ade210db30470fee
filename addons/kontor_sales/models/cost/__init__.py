from . import res_users_sales
from . import res_company_costs
from . import product_licence_fee
from . import article_cost
from . import article_cost_stock
from . import cost_figures_mixin
from . import sale_order_cost
from . import account_move_cost
