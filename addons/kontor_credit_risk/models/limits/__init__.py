from . import res_company
from . import res_config_settings
from . import credit_limit
from . import credit_limit_default
from . import credit_insurance
from . import payment_delay
from . import account_payment_term
