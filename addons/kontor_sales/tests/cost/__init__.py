from . import test_article_cost
from . import test_invoice_cost
