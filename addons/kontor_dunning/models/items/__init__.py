from . import res_partner
from . import account_move
from . import kontor_dunning_engine
from . import kontor_dunning_letter_refresh
