from . import account_payment_method_line
from . import account_journal_payment_kinds
from . import res_partner_payment_kind
from . import account_payment_amount
from . import sale_order_payment_kind
from . import order_status_report
