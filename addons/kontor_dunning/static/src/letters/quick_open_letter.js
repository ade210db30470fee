import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

// The letter that opens a dunning letter by its number, for the sheet of shortcuts (003-13).
registry.category("kontor_document_letters").add("M", ["M", _t("Dunning Letter")]);
