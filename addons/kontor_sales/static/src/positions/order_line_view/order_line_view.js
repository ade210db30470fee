import { Component, reactive, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { SaleOrderLineListRenderer } from "@sale/js/sale_order_line_field/sale_order_line_field";
import "@sale/js/sale_product_field";

// Core's article takes at least 240 px, at the cost of what the positions come to. It gets all the room that is left.
registry.category("fields").get("sol_product_many2one").listViewWidth = [120, 1200];

/** What the user looks at, in all forms of this browser tab. */
export const lineView = reactive({ current: user.settings.order_line_view || "costs" });

/**
 * Show the other view at once, and remember it for the user on the server.
 *
 * @param {"costs"|"tracking"} name
 */
export async function switchLineView(name) {
    lineView.current = name;
    await user.setUserSettings("order_line_view", name);
}

/**
 * A column says in its view where it belongs (002-3): options="{'line_view': 'costs'}" or 'tracking'; without it, it stands
 * in both.
 */
patch(SaleOrderLineListRenderer.prototype, {
    setup() {
        super.setup();
        this.lineView = useState(lineView);
    },

    getActiveColumns() {
        const columns = super.getActiveColumns();
        if (this.props.list.resModel !== "sale.order.line") {
            return columns;
        }
        const { current } = this.lineView;
        return columns.filter((column) => (column.options?.line_view || current) === current);
    },
});

/** The switch above the lines. */
export class OrderLineViewSwitch extends Component {
    static template = "kontor_sales.OrderLineViewSwitch";
    static props = { ...standardWidgetProps };

    setup() {
        this.lineView = useState(lineView);
        this.views = [
            { name: "costs", label: _t("Costs/Prices"), icon: "fa-eur" },
            { name: "tracking", label: _t("Tracking"), icon: "fa-truck" },
        ];
    }

    switchTo(name) {
        return switchLineView(name);
    }
}

registry.category("view_widgets").add("order_line_view_switch", { component: OrderLineViewSwitch });

/** The documents of a position, each as a link that opens it. */
export class LinkedDocumentsField extends Component {
    static template = "kontor_sales.LinkedDocumentsField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get documents() {
        return this.props.record.data[this.props.name] || [];
    }

    open({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("order_linked_documents", {
    component: LinkedDocumentsField,
    displayName: _t("Linked documents"),
    supportedTypes: ["json"],
});
