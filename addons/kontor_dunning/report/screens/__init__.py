from . import kontor_dunning_success
