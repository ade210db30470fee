from . import sale_order_revise
from . import sale_order_version_comparison
from . import mail_compose_message
from . import portal_share
