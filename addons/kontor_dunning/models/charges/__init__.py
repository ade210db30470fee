from . import kontor_dunning_letter_charge
