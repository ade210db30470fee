from . import test_channel_import
from . import test_channel_reassign
