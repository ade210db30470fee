from . import sale_order_line
from . import sale_order_line_facts
from . import position_facts_function
from . import sale_order_line_supply
from . import sale_order_free_position
from . import sale_order_line_tracking
from . import res_users_settings
from . import sale_order_line_open
