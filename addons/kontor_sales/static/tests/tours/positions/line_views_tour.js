import { registry } from "@web/core/registry";

const LINES = ".o_field_widget[name=order_line] .o_list_table";
const column = (name) => `${LINES} th[data-name=${name}]`;
const noColumn = (name) => `${LINES}:not(:has(th[data-name=${name}]))`;

/** A clerk looks at costs and prices, then at where the positions stand (002-3). */
registry.category("web_tour.tours").add("kontor_line_views", {
    steps: () => [
        { content: "Costs and prices come first", trigger: "button[data-view=costs].active" },
        { content: "The cost", trigger: column("purchase_price") },
        { content: "The margin", trigger: column("margin") },
        { content: "The price", trigger: column("price_unit") },
        { content: "No tracking", trigger: noColumn("qty_reserved") },
        { content: "Switch", trigger: "button[data-view=tracking]", run: "click" },
        { content: "It is the other view", trigger: "button[data-view=tracking].active" },
        { content: "Reserved", trigger: column("qty_reserved") },
        { content: "Delivered", trigger: column("qty_delivered") },
        { content: "Open", trigger: column("qty_open") },
        { content: "No prices", trigger: noColumn("price_unit") },
        { content: "No costs", trigger: noColumn("purchase_price") },
        { content: "Open a document of the position", trigger: ".o_order_linked_documents a:first", run: "click" },
        { content: "It is the delivery", trigger: ".o_form_view .o_field_widget[name=picking_type_id], .o_form_view [name=move_ids]" },
    ],
});

registry.category("web_tour.tours").add("kontor_line_views_remembered", {
    steps: () => [
        { content: "The view chosen before", trigger: "button[data-view=tracking].active" },
        { content: "Reserved", trigger: column("qty_reserved") },
    ],
});

registry.category("web_tour.tours").add("kontor_line_views_without_costs", {
    steps: () => [
        { content: "Prices", trigger: column("price_unit") },
        { content: "No cost", trigger: noColumn("purchase_price") },
        { content: "No margin", trigger: noColumn("margin") },
    ],
});
