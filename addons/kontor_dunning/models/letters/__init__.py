from . import kontor_dunning_letter
from . import kontor_dunning_letter_line
from . import kontor_dunning_letter_draft
from . import kontor_dunning_letter_issue
from . import kontor_dunning_letter_sending
from . import kontor_dunning_letter_withdrawal
from . import ir_actions_report
