from . import test_quotation_versions
from . import test_ordering_versions
from . import test_quotation_portal
from . import test_quotation_search
from . import test_draft_documents
from . import test_kept_versions
from . import test_portal_prices
