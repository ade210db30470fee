from . import sale_order_manufacture
