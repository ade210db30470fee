from . import purchase_order_overdue
from . import receipt_reminder
