import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { delay } from "@web/core/utils/concurrency";

/** In the palette this sign leads to the customers. */
export const CUSTOMERS = "!";

const categories = registry.category("command_categories");
categories.add("kontor_open", { namespace: "default" }, { sequence: 5 });
categories.add("kontor_number", { namespace: "#" }, { sequence: 5 });
categories.add("kontor_customers", { namespace: CUSTOMERS }, { sequence: 5 });

registry.category("command_setup").add(CUSTOMERS, {
    emptyMessage: _t("No customer found"),
    name: _t("customers"),
    placeholder: _t("Name or number of a customer…"),
});

const providers = registry.category("command_provider");

/** So long nothing may be typed until the server is asked, in milliseconds. */
const PAUSE = 120;
let asked = 0;

/** What is found for a text, unless more was typed in the meantime. */
async function findAfterPause(env, text) {
    const mine = ++asked;
    await delay(PAUSE);
    const groups = mine === asked ? await env.services.kontor_quick_open.find(text) : [];
    return mine === asked ? groups.flatMap((group) => group.hits) : [];
}

/** The palette shows only commands that contain what was typed. */
function nameOf(hit, text) {
    const name = [hit.name, hit.detail].filter(Boolean).join(" · ");
    return name.toLowerCase().includes(text.toLowerCase()) ? name : `${text} → ${name}`;
}

/** Documents and customers by what is typed, among all other commands. */
providers.add("kontor_document", {
    async provide(env, { searchValue = "" }) {
        const text = searchValue.trim();
        if (text.length < 2) {
            return [];
        }
        return (await findAfterPause(env, text)).map((hit) => ({
            category: "kontor_open",
            name: nameOf(hit, text),
            action: () => void env.services.kontor_quick_open.openForm(hit.model, hit.id),
        }));
    },
});

/** Customers by number: # and the number. */
providers.add("kontor_customer_number", {
    namespace: "#",
    async provide(env, { searchValue = "" }) {
        const number = searchValue.trim();
        if (!/^\S*\d\S*$/.test(number)) {
            return [];
        }
        return (await findAfterPause(env, `#${number}`)).map((hit) => ({
            category: "kontor_number",
            name: _t("Open customer %s", `${number} · ${hit.name}`),
            action: () => void env.services.kontor_quick_open.openForm(hit.model, hit.id),
        }));
    },
});

/** The recently used customers; with a text, all customers that it fits. */
providers.add("kontor_customers", {
    namespace: CUSTOMERS,
    async provide(env, { searchValue = "" }) {
        const quickOpen = env.services.kontor_quick_open;
        const text = searchValue.trim();
        const customers = text ? await quickOpen.searchCustomers(text) : await quickOpen.recentCustomers();
        return customers.map((customer) => ({
            category: "kontor_customers",
            name: [customer.number || customer.ref, customer.name || customer.complete_name, customer.city]
                .filter(Boolean)
                .join(" · "),
            action: () => void quickOpen.openForm("res.partner", customer.id),
        }));
    },
});
