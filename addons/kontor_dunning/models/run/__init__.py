from . import kontor_dunning_run
from . import kontor_dunning_letter_run
