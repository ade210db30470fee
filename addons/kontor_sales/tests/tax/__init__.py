from . import test_tax_matrix
from . import test_tax_sentences
