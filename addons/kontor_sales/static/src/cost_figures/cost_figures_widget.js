import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Cost and gross profit of the document and, below, of the position that is being edited (003-35, 003-38). The texts
 * come from the server, formatted as the user prefers.
 */
export class CostFiguresWidget extends Component {
    static template = "kontor_sales.CostFiguresWidget";
    static props = { ...standardWidgetProps };

    get document() {
        return this.props.record.data.cost_figures;
    }

    get line() {
        const lines = this.props.record.data.order_line?.records || [];
        const current = lines.find((line) => line.isInEdition);
        return current && !current.data.display_type ? current.data.cost_figures : false;
    }
}

registry.category("view_widgets").add("kontor_cost_figures", {
    component: CostFiguresWidget,
    fieldDependencies: [{ name: "cost_figures", type: "char" }],
});
