import { Component, onWillStart, useRef, useState } from "@odoo/owl";

import { useCommand } from "@web/core/commands/command_hook";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { HotkeySheet } from "@kontor_sales/framework/hotkeys/hotkey_sheet";
import { CUSTOMERS } from "./quick_open_commands";

const GROUPS = ["sales_team.group_sale_salesman", "account.group_account_invoice", "stock.group_stock_user"];

/** The field in the navigation bar: a letter and a number, or # and a customer number; behind it the recent customers. */
export class QuickOpenSystray extends Component {
    static template = "kontor_sales.QuickOpenSystray";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.quickOpen = useService("kontor_quick_open");
        this.command = useService("command");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.input = useRef("input");
        this.state = useState({ isShown: false, customers: [] });
        onWillStart(async () => {
            const rights = await Promise.all(GROUPS.map((group) => user.hasGroup(group)));
            this.state.isShown = rights.some(Boolean);
        });
        const available = { global: true, bypassEditableProtection: true };
        useCommand(_t("Open a document or customer by number"), () => this.focus(), {
            category: "default",
            hotkey: "alt+shift+o",
            hotkeyOptions: available,
            global: true,
            isAvailable: () => this.state.isShown,
        });
        useCommand(_t("Recently used customers"), () => this.openCustomers(), {
            category: "default",
            hotkey: "alt+pagedown",
            hotkeyOptions: available,
            global: true,
            isAvailable: () => this.state.isShown,
        });
        useCommand(_t("Kontor: shortcuts"), () => void this.dialog.add(HotkeySheet, {}), {
            category: "default",
            hotkey: "alt+shift+h",
            hotkeyOptions: available,
            global: true,
        });
    }

    focus() {
        if (this.input.el?.offsetParent) {
            this.input.el.focus();
            this.input.el.select();
        } else {
            this.command.openMainPalette({});
        }
    }

    /** The palette with the customers: the recent ones first, others by name or number. */
    openCustomers() {
        this.command.openMainPalette({ searchValue: CUSTOMERS });
    }

    async loadRecent() {
        this.state.customers = await this.quickOpen.recentCustomers();
    }

    async onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            const text = ev.target.value.trim();
            if (text && (await this.quickOpen.open(text))) {
                this.input.el.value = "";
                this.input.el.blur();
            }
        } else if (ev.key === "Escape") {
            ev.target.value = "";
            ev.target.blur();
        }
    }
}

registry
    .category("systray")
    .add("kontor_sales.quick_open", { Component: QuickOpenSystray }, { sequence: 90 });
