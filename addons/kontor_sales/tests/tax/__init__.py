from . import test_tax_sentences
