import { useEffect, useSubEnv } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useCommand } from "@web/core/commands/command_hook";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { executeButtonCallback } from "@web/views/view_button/view_button_hook";

import { OrderFormStatusIndicator } from "./order_form_status_indicator";

/** Saves the order and opens the status dialog, as the source of the status model has it (001-10). */
export const STATUS_HOTKEY = "control+s";

/**
 * The form of an order. It knows one thing more than any other form: how to open the status dialog. The status label,
 * the menu at the save button and the shortcut all come here.
 */
export class OrderFormController extends FormController {
    static components = {
        ...FormController.components,
        FormStatusIndicator: OrderFormStatusIndicator,
    };

    setup() {
        super.setup();
        this.isOpeningStatusDialog = false;
        useEffect(
            () => void this.followQuotationStage(),
            () => [this.model.root.resId, this.model.root.data.quotation_stage, this.model.root.config.mode]
        );
        useSubEnv({ openOrderStatusDialog: this.openStatusDialog.bind(this) });
        useCommand(_t("Save and change status"), () => this.openStatusDialog(), {
            category: "smart_action",
            hotkey: STATUS_HOTKEY,
            // The shortcut is for people who type: it has to work from inside a field.
            hotkeyOptions: { bypassEditableProtection: true },
        });
        // While a dialog stands before the form, the shortcut does nothing; in particular, the browser doesn't open its
        // own "Save page as".
        useHotkey(STATUS_HOTKEY, () => {}, {
            bypassEditableProtection: true,
            global: true,
            isAvailable: () => !this.ui.activeElement.contains(this.rootRef.el),
        });
    }

    /** An issued quotation can't be changed by anyone (004-7); its form shows it as a document, not as input fields. */
    async followQuotationStage() {
        const root = this.model.root;
        const mode = root.data.quotation_stage === "issued" ? "readonly" : "edit";
        if (root.config.mode !== mode) {
            await root.switchMode(mode);
        }
    }

    /**
     * Save the order, then open the status dialog on it. When it can't be saved, the dialog stays closed.
     *
     * @param {string|false} [target] status that the dialog proposes
     */
    async openStatusDialog(target = false) {
        if (this.isOpeningStatusDialog) {
            return;
        }
        this.isOpeningStatusDialog = true;
        try {
            await executeButtonCallback(this.ui.activeElement, async () => {
                const root = this.model.root;
                if ((root.isNew || (await root.isDirty())) && !(await this.save())) {
                    return;
                }
                const { resId, context } = this.model.root;
                const action = await this.orm.call(
                    this.props.resModel,
                    "action_open_status_dialog",
                    [[resId]],
                    { target, context }
                );
                await this.actionService.doAction(action, {
                    onClose: () => this.model.load(),
                });
            });
        } finally {
            this.isOpeningStatusDialog = false;
        }
    }
}

export const orderFormView = {
    ...formView,
    Controller: OrderFormController,
};

registry.category("views").add("kontor_order_form", orderFormView);
