import { Component } from "@odoo/owl";

import { isMacOS } from "@web/core/browser/feature_detection";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * The shortcuts of Kontor. The web client knows letters, digits and some keys like Page Down, but no function keys, which
 * belong to the browser: what had one elsewhere has another key here. Other addons add theirs to the registry.
 */
const sheet = registry.category("kontor_hotkeys");
const add = (name, sequence, keys, description, formerly = "") =>
    sheet.add(name, { keys, description, formerly }, { sequence });

add("status", 10, "control+s", _t("Order: save and change the status"), "Strg+S");
add("master", 20, "alt+shift+k", _t("Customer: master data"), "F5");
add("revenue", 30, "alt+shift+r", _t("Customer: revenue"), "F8");
add("recent", 40, "alt+pagedown", _t("Recently used customers"), "Strg+Bild ab");
add("open", 50, "alt+shift+o", _t("Open a document or customer by number"));
add("follow_ups", 60, "alt+shift+w", _t("Customer: follow-ups"));
add("notes", 70, "alt+shift+t", _t("Customer: notes"));
add("fold", 80, "alt+shift+f", _t("Customer: fold or unfold the header"));
add("palette", 90, "control+k", _t("Command palette: everything, by name"));
add("sheet", 100, "alt+shift+h", _t("This sheet"));

export class HotkeySheet extends Component {
    static template = "kontor_sales.HotkeySheet";
    static components = { Dialog };
    static props = { close: Function };

    get title() {
        return _t("Shortcuts");
    }

    get entries() {
        return sheet.getAll();
    }

    get letters() {
        return [
            ["A", _t("Quotation")],
            ["B", _t("Order")],
            ["L", _t("Delivery")],
            ["F", _t("Invoice")],
            ["G", _t("Credit Note")],
            ...(registry.category("kontor_document_letters").getAll()),
            ["#", _t("Customer")],
        ];
    }

    keys(entry) {
        const names = {
            control: isMacOS() ? "⌘" : _t("Ctrl"),
            alt: isMacOS() ? "⌃" : _t("Alt"),
            shift: _t("Shift"),
            pagedown: _t("Page Down"),
        };
        return entry.keys.split("+").map((key) => names[key] || key.toUpperCase());
    }
}

registry.category("user_menuitems").add("kontor_hotkeys", (env) => ({
    type: "item",
    id: "kontor_hotkeys",
    hide: env.isSmall,
    description: _t("Kontor: shortcuts"),
    callback: () => env.services.dialog.add(HotkeySheet, {}),
    sequence: 31,
}));
