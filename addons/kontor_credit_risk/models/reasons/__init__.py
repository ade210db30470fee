from . import res_partner_belonging
from . import res_partner_reasons
from . import credit_document_mixin
from . import sale_order_credit
from . import sale_order_paid_on_delivery
from . import stock_picking_credit
from . import account_move_credit
