from . import test_pictures
from . import test_paper
