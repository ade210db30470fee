from . import kontor_dunning_withdraw
