import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { statusBadgeClass } from "../status_colors";

/**
 * The status of the order as a coloured label, with "(D)" once its document was printed (001-14). It is a button: a
 * click, or Enter, opens the status dialog (001-10).
 */
export class OrderStatusLabelField extends Component {
    static template = "kontor_sales.OrderStatusLabelField";
    static props = { ...standardFieldProps };

    get status() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { data, fields } = this.props.record;
        const names = Object.fromEntries(fields[this.props.name].selection);
        // A new order has no number and nothing printed yet, so the server hasn't made its label.
        return data.lifecycle_label || names[this.status] || fields[this.props.name].selection[0][1];
    }

    get badgeClass() {
        return statusBadgeClass(this.status);
    }

    get title() {
        return _t("Change status (Ctrl+S)");
    }

    get ariaLabel() {
        return _t("Status: %s. Change status", this.label);
    }

    onClick() {
        return this.env.openOrderStatusDialog?.();
    }
}

registry.category("fields").add("order_status_label", {
    component: OrderStatusLabelField,
    displayName: _t("Order status label"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "lifecycle_label", type: "char", readonly: true }],
});
