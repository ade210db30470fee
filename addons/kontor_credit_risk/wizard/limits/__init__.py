from . import default_limit
