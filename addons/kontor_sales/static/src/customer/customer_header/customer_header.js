import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { useCommand } from "@web/core/commands/command_hook";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { isHeaderFolded, keepHeaderFolded } from "./header_fold";
import { RevenueChart } from "./revenue_chart";

/** What on a document changes the customer's figures: when one of these changes, the header is fetched again. */
const FOLLOWED = ["lifecycle_status", "state", "payment_state", "quotation_stage", "block_text"];

/**
 * The customer at a glance, above the customer's form and every document of the customer. It is loaded by one call after
 * the form is there, so that no form waits for it.
 */
export class CustomerHeader extends Component {
    static template = "kontor_sales.CustomerHeader";
    static components = { Dropdown, DropdownItem, RevenueChart };
    static props = {
        ...standardWidgetProps,
        partnerField: { type: String, optional: true },
        contactField: { type: String, optional: true },
        changeAction: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.headers = useService("kontor_customer_header");
        this.root = useRef("root");
        this.state = useState({
            header: null,
            failed: "",
            // On a phone the form comes first; there the header is unfolded for the moment only.
            folded: this.ui.isSmall || isHeaderFolded(this.props.record.resModel, this.props.record.resModel),
            contacts: [],
            contactId: false, // the contact that is looked at on a form that has none of its own
        });
        this.isAlive = true;
        onWillUnmount(() => (this.isAlive = false));
        useEffect(
            () => void this.show(),
            () => [this.partnerId, this.contactId, this.props.record, this.followed]
        );
        const command = (name, code, hotkey) =>
            useCommand(name, () => this.open(code), {
                category: "smart_action",
                hotkey,
                isAvailable: () => Boolean(this.state.header?.buttons.some((button) => button.code === code)),
            });
        command(_t("Customer: master data"), "master", "alt+shift+k");
        command(_t("Customer: revenue"), "revenue", "alt+shift+r");
        command(_t("Customer: follow-ups"), "follow_ups", "alt+shift+w");
        command(_t("Customer: notes"), "notes", "alt+shift+t");
        useCommand(_t("Customer: fold or unfold the header"), () => this.toggle(), {
            category: "smart_action",
            hotkey: "alt+shift+f",
            isAvailable: () => Boolean(this.state.header),
        });
    }

    // -- whose header ------------------------------------------------------------------------------------------------

    get partnerId() {
        const { record, partnerField } = this.props;
        if (this.env.inDialog) {
            return false; // behind the dialog stands the header already
        }
        return partnerField ? record.data[partnerField]?.id || false : record.resId || false;
    }

    get contactId() {
        const { record, contactField } = this.props;
        return (contactField && record.data[contactField]?.id) || this.state.contactId;
    }

    get followed() {
        return FOLLOWED.map((name) => this.props.record.data[name]).join();
    }

    async show() {
        const { partnerId, contactId } = this;
        const known = partnerId && this.headers.peek(partnerId, contactId);
        this.state.header = known ? known.header : null;
        this.state.failed = "";
        if (!partnerId) {
            return;
        }
        // What is known is shown at once. It is renewed unless it is brand-new; and always when the form was loaded again,
        // because then something was done here.
        const again = this.shown === partnerId;
        this.shown = partnerId;
        if (again || !this.headers.isFresh(partnerId, contactId)) {
            await this.load(partnerId, contactId);
        }
        if (this.isAlive && this.state.header) {
            this.headers.remember(this.state.header.customer.id);
        }
    }

    async load(partnerId = this.partnerId, contactId = this.contactId) {
        let header;
        try {
            header = await this.headers.load(partnerId, contactId);
        } catch (error) {
            // The form works without its header: say why it is missing, and leave the form alone.
            if (this.isAlive) {
                this.state.failed = error.data?.message || error.message || String(error);
            }
            return;
        }
        if (this.isAlive && partnerId === this.partnerId && contactId === this.contactId) {
            this.state.header = header;
        }
    }

    // -- what is shown -----------------------------------------------------------------------------------------------

    get contactName() {
        const { title, name, name2 } = this.state.header.contact;
        return [title, name, name2].filter(Boolean).join(" ");
    }

    /** The buttons above; those of the contact stand in its menu. */
    get barButtons() {
        return this.state.header.buttons.filter((button) => button.place === "bar");
    }

    /** What may be done with contacts, as the server says; a new one is chosen at once, so it needs a place to stand. */
    get contactButtons() {
        return this.state.header.buttons.filter(
            (button) => button.place === "contact" && (button.code !== "new_contact" || this.canChooseContact)
        );
    }

    get hasContactMenu() {
        return this.canChooseContact || this.contactButtons.length > 0;
    }

    get percent() {
        const { percent } = this.state.header.terms;
        const text = percent.toLocaleString(user.lang, { maximumFractionDigits: 2 });
        return `${percent > 0 ? "+" : ""}${text}\u00a0%`;
    }

    get percentTitle() {
        const { percent_title, discount_rule } = this.state.header.terms;
        return [percent_title, discount_rule].filter(Boolean).join(". ");
    }

    /** The limit that is used up first: the one that the next step is judged by. */
    get nearestLimit() {
        return this.state.header.limits.reduce((nearest, limit) =>
            limit.remaining_with_orders < nearest.remaining_with_orders ? limit : nearest
        );
    }

    get statusTitle() {
        const { label, detail } = this.state.header.status;
        return [label, detail].filter(Boolean).join(": ");
    }

    /** An amount without the sign of its currency, which the line has no room to repeat. */
    withoutSymbol(amount) {
        return amount.replace(/[^\d\s.,\u2212-]/g, "").trim();
    }

    frameClass(button) {
        return { blue: "o_kontor_framed_blue", red: "o_kontor_framed_red" }[button.frame] || "";
    }

    buttonTitle(button) {
        const keys = button.hotkey ? ` (Alt+${button.hotkey.replace("shift+", "Shift+").replace(/.$/, (key) => key.toUpperCase())})` : "";
        return button.count ? _t("%(label)s: %(count)s", { label: button.label, count: button.count }) + keys : button.label + keys;
    }

    get canChooseContact() {
        const { record, contactField } = this.props;
        if (!contactField) {
            return !this.props.partnerField;
        }
        return record.isInEdition && !record.fields[contactField].related && !record.fields[contactField].readonly
            && !record._isReadonly?.(contactField);
    }

    /** Once delivered or invoiced a document stays with its customer; what else is in the way, the dialog says. */
    get canChangeCustomer() {
        const { record, changeAction } = this.props;
        return Boolean(
            changeAction && record.resId && this.state.header.can_change_customer
            && ["quotation", "order"].includes(record.data.lifecycle_status)
        );
    }

    // -- what can be done --------------------------------------------------------------------------------------------

    async open(code) {
        const button = this.state.header.buttons.find((candidate) => candidate.code === code);
        if (button?.url) {
            browser.open(button.url, "_blank", "noopener");
            return;
        }
        const contact = this.state.header.contact;
        const action = await this.orm.call("res.partner", "open_from_header", [[this.partnerId], code], {
            contact_id: (contact && contact.id) || false,
        });
        this.headers.expire(); // there, notes and the like are written
        await this.action.doAction(action, { onClose: () => this.load() });
    }

    /** Give the document to another customer (003-52). What is typed is saved first: the dialog works on the document. */
    async changeCustomer() {
        const { record, changeAction } = this.props;
        if (await record.save()) {
            await this.action.doAction(changeAction, {
                additionalContext: { active_model: record.resModel, active_id: record.resId, active_ids: [record.resId] },
                onClose: () => record.model.load(),
            });
        }
    }

    async openDocument(ev) {
        const [model, id] = ev.target.value.split(",");
        ev.target.value = "";
        if (id) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                res_model: model,
                res_id: Number(id),
                views: [[false, "form"]],
            });
        }
    }

    async loadContacts() {
        this.state.contacts = await this.orm.searchRead(
            "res.partner",
            [
                ["commercial_partner_id", "=", this.state.header.customer.id],
                ["parent_id", "!=", false],
                ["type", "=", "contact"],
            ],
            ["name", "function", "is_default_contact"],
            { limit: 40, order: "complete_name" }
        );
    }

    async chooseContact(id) {
        const { record, contactField } = this.props;
        if (contactField) {
            const [contact] = await this.orm.read("res.partner", [id], ["display_name"]);
            await record.update({ [contactField]: { id, display_name: contact.display_name } });
        } else {
            this.state.contactId = id;
        }
    }

    /** Change the contact that is shown, or enter a new one. */
    editContact(code) {
        const id = code === "edit_contact" && this.state.header.contact.id;
        this.dialog.add(FormViewDialog, {
            resModel: "res.partner",
            resId: id || false,
            title: id ? _t("Contact") : _t("New Contact"),
            context: id
                ? {}
                : { default_parent_id: this.state.header.customer.id, default_type: "contact", default_is_company: false },
            onRecordSaved: async (record) => {
                this.headers.expire();
                if (id) {
                    await this.load();
                } else {
                    await this.chooseContact(record.resId);
                }
            },
        });
    }

    async toggle() {
        this.state.folded = !this.state.folded;
        if (this.ui.isSmall) {
            return;
        }
        await keepHeaderFolded(this.props.record.resModel, this.state.folded);
    }
}

export const customerHeader = {
    component: CustomerHeader,
    extractProps: ({ attrs }) => ({ partnerField: attrs.partner, contactField: attrs.contact, changeAction: attrs.change_action }),
    additionalClasses: ["o_kontor_customer_header_widget"],
};

registry.category("view_widgets").add("kontor_customer_header", customerHeader);
