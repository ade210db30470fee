from . import status_change_mixin
from . import price_update_mixin
