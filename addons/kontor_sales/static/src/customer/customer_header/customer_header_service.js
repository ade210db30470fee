import { registry } from "@web/core/registry";

/** After so many milliseconds a header that is shown again is fetched again, behind what is shown. */
const FRESH = 15000;

/**
 * Keeps the customers' headers within the page: moving between the documents of a customer shows its header at once.
 */
export const customerHeaderService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const headers = new Map();
        let remembered = false;

        const keyOf = (partnerId, contactId) => `${partnerId}-${contactId || 0}`;

        return {
            /** @returns {{header: Object, loadedAt: number}|undefined} what is known already */
            peek: (partnerId, contactId) => headers.get(keyOf(partnerId, contactId)),

            isFresh(partnerId, contactId) {
                const known = this.peek(partnerId, contactId);
                return Boolean(known) && Date.now() - known.loadedAt < FRESH;
            },

            /**
             * Fetch a header: one call.
             *
             * @param {number} partnerId
             * @param {number|false} contactId
             */
            async load(partnerId, contactId) {
                const header = await orm.silent.call(
                    "res.partner",
                    "get_customer_header",
                    [[partnerId]],
                    { contact_id: contactId || false }
                );
                headers.set(keyOf(partnerId, contactId), { header, loadedAt: Date.now() });
                return header;
            },

            /** Put the customer on the user's list of recent ones, once for each change of customer. */
            remember(customerId) {
                if (remembered !== customerId) {
                    remembered = customerId;
                    // Nobody waits for it, and it is no drama if it is lost.
                    orm.silent.call("res.partner", "remember_customer", [[customerId]]).catch(() => {});
                }
            },

            /** What is known may have changed: it is shown once more, and fetched again. */
            expire() {
                for (const known of headers.values()) {
                    known.loadedAt = 0;
                }
            },
        };
    },
};

registry.category("services").add("kontor_customer_header", customerHeaderService);
