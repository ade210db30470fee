from . import test_block_reasons
