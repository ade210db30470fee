from . import kontor_dunning_engine
from . import kontor_dunning_run
