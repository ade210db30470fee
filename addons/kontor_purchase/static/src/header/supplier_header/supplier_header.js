import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";

import { isHeaderFolded, keepHeaderFolded } from "@kontor_sales/customer/customer_header/header_fold";
import { BarSeries } from "@kontor_sales/customer/customer_header/revenue_chart";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * The supplier at a glance, above the supplier's form and every supplier order. It is loaded by one call after the form
 * is there, so that no form waits for it.
 */
export class SupplierHeader extends Component {
    static template = "kontor_purchase.SupplierHeader";
    static components = { BarSeries };
    static props = { ...standardWidgetProps, partnerField: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.state = useState({
            header: null,
            failed: "",
            folded: this.ui.isSmall || isHeaderFolded(this.foldedKey, this.props.record.resModel),
        });
        this.isAlive = true;
        onWillUnmount(() => (this.isAlive = false));
        useEffect(
            () => void this.load(),
            () => [this.partnerId, this.props.record, this.props.record.data.lifecycle_status]
        );
    }

    /** Where it is kept: on a supplier's own form beside the customer's header. */
    get foldedKey() {
        const { resModel } = this.props.record;
        return resModel === "res.partner" ? "res.partner:supplier" : resModel;
    }

    async toggle() {
        this.state.folded = !this.state.folded;
        if (!this.ui.isSmall) {
            await keepHeaderFolded(this.foldedKey, this.state.folded);
        }
    }

    get partnerId() {
        const { record, partnerField } = this.props;
        return partnerField ? record.data[partnerField]?.id || false : record.resId || false;
    }

    async load() {
        const { partnerId } = this;
        if (!partnerId) {
            this.state.header = null;
            return;
        }
        try {
            const header = await this.orm.call("res.partner", "get_supplier_header", [[partnerId]]);
            if (this.isAlive && partnerId === this.partnerId) {
                Object.assign(this.state, { header, failed: "" });
            }
        } catch (error) {
            // The form works without its header: say why it is missing, and leave the form alone.
            if (this.isAlive) {
                this.state.failed = error.data?.message || error.message || String(error);
            }
        }
    }

    money(amount) {
        return amount.toLocaleString(user.lang, { style: "currency", currency: this.state.header.currency });
    }

    get months() {
        return this.state.header.chart.months.map((month) => ({
            ...month,
            text: `${month.label}: ${this.money(month.amount)}`,
        }));
    }

    get reliabilityText() {
        const { percent, on_time, receipts } = this.state.header.reliability;
        if (percent === false) {
            return _t("No receipts in twelve months");
        }
        return _t("%(percent)s % on time (%(onTime)s of %(receipts)s)", { percent, onTime: on_time, receipts });
    }

    get reliabilityClass() {
        const { percent } = this.state.header.reliability;
        return percent === false ? "" : percent >= 90 ? "text-success" : percent >= 75 ? "text-warning" : "text-danger";
    }

    async openOrders(kind) {
        const action = await this.orm.call("res.partner", "action_open_supplier_orders", [[this.partnerId]], { kind });
        await this.action.doAction(action);
    }

    async openSupplier() {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.state.header.supplier.id,
            views: [[false, "form"]],
        });
    }
}

export const supplierHeader = {
    component: SupplierHeader,
    extractProps: ({ attrs }) => ({ partnerField: attrs.partner }),
    additionalClasses: ["o_kontor_supplier_header_widget"],
};

registry.category("view_widgets").add("kontor_supplier_header", supplierHeader);
