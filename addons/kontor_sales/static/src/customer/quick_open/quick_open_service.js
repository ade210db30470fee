import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Opens documents and customers by what is typed: F202600012, #10008 (003-13), and from the list of recent ones (003-51). */
export const quickOpenService = {
    dependencies: ["orm", "action", "notification", "command"],
    start(env, { orm, action, notification, command }) {
        const openForm = (model, id, name) =>
            action.doAction({
                type: "ir.actions.act_window",
                name,
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
            });

        /** What is found while typing, by kind; nothing where the server can't be asked. */
        const find = async (text) => {
            try {
                return await orm.silent.call("res.partner", "quick_find", [text]);
            } catch {
                return [];
            }
        };

        return {
            openForm,
            find,

            /**
             * Open what was typed; several hits are listed in the palette.
             *
             * @param {string} text
             * @returns {Promise<boolean>} was something found; if not, the user was told
             */
            async open(text) {
                let found;
                try {
                    found = await orm.silent.call("res.partner", "quick_open", [text]);
                } catch (error) {
                    const hits = (await find(text)).flatMap((group) => group.hits);
                    if (hits.length === 1) {
                        await openForm(hits[0].model, hits[0].id);
                        return true;
                    }
                    if (hits.length) {
                        command.openMainPalette({ searchValue: text });
                        return true;
                    }
                    notification.add(error.data?.message || _t("It can't be opened now."), {
                        title: _t("Not found"),
                        type: "warning",
                    });
                    return false;
                }
                await openForm(found.model, found.id);
                return true;
            },

            recentCustomers: () => orm.silent.call("res.partner", "get_recent_customers", []),

            /** Customers whose name or number contains a text. */
            searchCustomers: (text) =>
                orm.silent.searchRead(
                    "res.partner",
                    ["&", ["parent_id", "=", false], "|", ["complete_name", "ilike", text], ["ref", "=ilike", `${text}%`]],
                    ["complete_name", "ref", "city"],
                    { limit: 12 }
                ),
        };
    },
};

registry.category("services").add("kontor_quick_open", quickOpenService);
