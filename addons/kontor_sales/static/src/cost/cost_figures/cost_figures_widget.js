import { Component, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ALWAYS = "cost_figures_always";

/**
 * Cost and gross profit of the document and, below, of the position that is being edited (003-35, 003-38). The texts
 * come from the server, formatted as the user prefers. They stand there always, or when they are clicked on: each user
 * decides (Ständige Anzeige).
 */
export class CostFiguresWidget extends Component {
    static template = "kontor_sales.CostFiguresWidget";
    static props = { ...standardWidgetProps, lines: { type: String, optional: true } };

    setup() {
        this.state = useState({ always: user.settings[ALWAYS] !== false, shown: false });
    }

    get document() {
        return this.props.record.data.cost_figures;
    }

    get line() {
        const lines = this.props.record.data[this.props.lines || "order_line"]?.records || [];
        const current = lines.find((line) => line.isInEdition);
        return current && !["line_section", "line_subsection", "line_note"].includes(current.data.display_type)
            ? current.data.cost_figures
            : false;
    }

    get isShown() {
        return this.state.always || this.state.shown;
    }

    show(shown) {
        this.state.shown = shown;
    }

    /** Remembered for the user, on whatever computer. */
    async toggleAlways() {
        this.state.always = !this.state.always;
        this.state.shown = !this.state.always && this.state.shown;
        await user.setUserSettings(ALWAYS, this.state.always);
    }
}

registry.category("view_widgets").add("kontor_cost_figures", {
    component: CostFiguresWidget,
    extractProps: ({ attrs }) => ({ lines: attrs.lines }),
    fieldDependencies: [{ name: "cost_figures", type: "char" }],
});
