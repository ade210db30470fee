import { WarningDialog } from "@web/core/errors/error_dialogs";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";

/** A refusal because of a block names its documents (003-29): what is to be decided about them is decided from there. */
patch(WarningDialog.prototype, {
    setup() {
        super.setup();
        this.blocked = this.props.data?.context?.kontor_blocked;
        if (this.blocked) {
            this.orm = useService("orm");
            this.action = useService("action");
        }
    },

    async decide() {
        const { model, ids, operation, origin_model, origin_ids } = this.blocked;
        // what was being made is gone with its refusal: then it is decided about what it was made from
        const found = await this.orm.search(model, [["id", "in", ids]]);
        const [of, which] = found.length || !origin_model ? [model, found] : [origin_model, origin_ids];
        const action = await this.orm.call(of, "action_open_release_wizard", [which], { operation });
        this.props.close();
        await this.action.doAction(action);
    },
});
