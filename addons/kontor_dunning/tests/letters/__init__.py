from . import test_sending
from . import test_dunning_pictures
