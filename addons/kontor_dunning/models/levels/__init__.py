from . import kontor_base_rate
from . import kontor_dunning_procedure
from . import kontor_dunning_level
from . import res_company
from . import res_config_settings
