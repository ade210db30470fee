from . import purchase_order_line_facts
from . import position_facts_function
