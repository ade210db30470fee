import { registry } from "@web/core/registry";

/**
 * Print several documents one after the other, then close the dialog, so that what stands behind it reads itself again.
 * A document that fails shows its error; the work done before it is not undone by that.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {{params: {actions: Object[]}}} action
 */
async function printDocuments(env, { params }) {
    try {
        for (const report of params.actions) {
            await env.services.action.doAction(report);
        }
    } catch (error) {
        Promise.reject(error);
    }
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("kontor_sales.print_documents", printDocuments);
