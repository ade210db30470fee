import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What blocks a document, in one line: how many reasons and the first of them; the others unfold (003-27), and below them
 * the warnings, which never stand above a block.
 */
export class BlockLineField extends Component {
    static template = "kontor_sales.BlockLineField";
    static props = { ...standardFieldProps, warningField: { type: String, optional: true } };

    setup() {
        this.state = useState({ unfolded: false });
    }

    lines(name) {
        return ((name && this.props.record.data[name]) || "").split("\n").filter(Boolean);
    }

    get reasons() {
        return this.lines(this.props.name);
    }

    get warnings() {
        return this.lines(this.props.warningField);
    }

    get canUnfold() {
        return this.reasons.length + this.warnings.length > 1;
    }

    get label() {
        return this.reasons.length > 1 ? _t("Blocked: %s reasons", this.reasons.length) : _t("Blocked:");
    }
}

registry.category("fields").add("kontor_block_line", {
    component: BlockLineField,
    displayName: _t("Reasons of a block in one line"),
    supportedTypes: ["text"],
    extractProps: ({ options }) => ({ warningField: options.warning_field }),
    supportedOptions: [
        { label: _t("Field of the warnings"), name: "warning_field", type: "field", availableTypes: ["text"] },
    ],
});
