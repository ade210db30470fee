import { Component, onMounted, useRef } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { statusBadgeClass } from "../status_colors";

/**
 * The heart of the status dialog: every status of the order's life, whether the order can go there now, and why not.
 * For the keyboard and for screen readers it is one group of radio buttons. The impossible ones can be reached too:
 * their reasons are what one wants to read.
 */
export class OrderStatusOptionsField extends Component {
    static template = "kontor_sales.OrderStatusOptionsField";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        onMounted(() => this.root.el.querySelector("[tabindex='0']")?.focus());
    }

    /** @returns {{status, label, allowed, reason, printed, current}[]} as the server computed them */
    get options() {
        return this.props.record.data.status_options || [];
    }

    get target() {
        return this.props.record.data[this.props.name];
    }

    /** The one option that Tab leads to: the chosen one, else the first that is possible. */
    get tabStop() {
        const { options, target } = this;
        return (options.find((o) => o.status === target) || options.find((o) => o.allowed) || options[0])?.status;
    }

    badgeClass(option) {
        return statusBadgeClass(option.status);
    }

    get printedTitle() {
        return _t("Document already printed in this status");
    }

    choose(option) {
        if (option.allowed && !this.props.readonly) {
            this.props.record.update({ [this.props.name]: option.status });
        }
    }

    /** Arrow keys move through the group, Home and End to its ends; Enter and Space are the button's own. */
    onKeydown(ev) {
        const buttons = [...this.root.el.querySelectorAll("[role='radio']")];
        const index = buttons.indexOf(ev.target.closest("[role='radio']"));
        const next = {
            ArrowDown: (index + 1) % buttons.length,
            ArrowUp: (index - 1 + buttons.length) % buttons.length,
            Home: 0,
            End: buttons.length - 1,
        }[ev.key];
        if (next !== undefined) {
            buttons[next].focus();
            ev.preventDefault();
            ev.stopPropagation();
        }
    }
}

registry.category("fields").add("order_status_options", {
    component: OrderStatusOptionsField,
    displayName: _t("Order status options"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "status_options", type: "json", readonly: true }],
});
