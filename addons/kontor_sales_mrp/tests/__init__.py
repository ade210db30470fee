from . import test_manufacturing
from . import test_position_state
from . import test_article_cost
from . import test_kits_available
