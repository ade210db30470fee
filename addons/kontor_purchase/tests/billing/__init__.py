from . import test_firm_bills
from . import test_article_cost
