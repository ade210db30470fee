from . import test_hash_chain
