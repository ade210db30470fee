from . import test_pictures
from . import test_paper
from . import test_invoice_pictures
from . import test_more_pictures
from . import test_tour_letter_templates
