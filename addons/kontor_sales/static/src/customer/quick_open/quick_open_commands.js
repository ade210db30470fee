import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** In the palette this sign leads to the customers. */
export const CUSTOMERS = "!";
const DOCUMENT = /^[A-Za-z]\s*[-:]?\s*\S*\d/;

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

/** A document by its letter and number, among all other commands. */
providers.add("kontor_document", {
    provide(env, { searchValue = "" }) {
        const text = searchValue.trim();
        if (!DOCUMENT.test(text)) {
            return [];
        }
        return [
            {
                category: "kontor_open",
                name: _t("Open %s", text),
                action: () => void env.services.kontor_quick_open.open(text),
            },
        ];
    },
});

/** A customer by number: # and the number. */
providers.add("kontor_customer_number", {
    namespace: "#",
    provide(env, { searchValue = "" }) {
        const number = searchValue.trim();
        if (!/^\S*\d\S*$/.test(number)) {
            return [];
        }
        return [
            {
                category: "kontor_number",
                name: _t("Open customer %s", number),
                action: () => void env.services.kontor_quick_open.open(`#${number}`),
            },
        ];
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
