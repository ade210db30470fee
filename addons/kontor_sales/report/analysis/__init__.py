from . import customer_document
from . import revenue
from . import customer_article
from . import order_analysis
from . import payment_forecast
