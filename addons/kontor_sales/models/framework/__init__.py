from . import shared_settings_mixin
from . import cached_settings_mixin
from . import print_log_mixin
from . import history_mixin
from . import ir_http
from . import uom_uom
from . import write_gate
