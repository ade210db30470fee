from . import block_rule
from . import release
from . import blocked_document
from . import block_mixin
from . import block_growth_mixin
