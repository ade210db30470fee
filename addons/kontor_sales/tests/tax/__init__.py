from . import test_shop_taxes
from . import test_supply_proof
from . import test_tax_matrix
from . import test_tax_sentences
from . import test_tax_warnings
from . import test_vat_check
