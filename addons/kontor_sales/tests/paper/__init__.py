from . import test_pictures
