import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Limits, remaining limits, open items, status and insurance of a customer; a click shows what a figure is made of. */
export class CreditFiguresField extends Component {
    static template = "kontor_credit_risk.CreditFiguresField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get figures() {
        return this.props.record.data[this.props.name];
    }

    /** The status stands behind the second limit (003-19), where there is one. */
    get hasInternalLimit() {
        return this.figures.limits.some((limit) => limit.kind === "internal");
    }

    /** Ask what counts for customers without a limit, and show the figures with it. */
    async decide() {
        const action = await this.orm.call("res.company", "action_open_default_limit", [
            [this.figures.company_id],
        ]);
        await this.action.doAction(action, { onClose: () => this.props.record.load() });
    }

    async open(what) {
        const action = await this.orm.call("res.partner", "action_open_credit_detail", [
            [this.figures.partner_id],
            what,
        ]);
        await this.action.doAction(action);
    }
}

registry.category("fields").add("kontor_credit_figures", {
    component: CreditFiguresField,
    displayName: _t("Credit Figures"),
    supportedTypes: ["json"],
});
