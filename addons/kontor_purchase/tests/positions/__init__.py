from . import test_position_facts
