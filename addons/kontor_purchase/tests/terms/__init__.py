from . import test_given_terms
