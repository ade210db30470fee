import { registry } from "@web/core/registry";

// "Bei Lieferanten bestellen" (002-15): the buyer opens the dialog on an order, and orders what is missing.
registry.category("web_tour.tours").add("kontor_supply", {
    steps: () => [
        {
            content: "Open the dialog",
            trigger: "button[name='action_open_supply_dialog']",
            run: "click",
        },
        {
            content: "What is missing is proposed, with the supplier",
            trigger: ".modal .o_data_row:contains('Hammer'):contains('Werkzeug Nord')",
        },
        {
            content: "Order it",
            trigger: ".modal button[name='action_order']",
            run: "click",
        },
        {
            content: "The request to the supplier is shown",
            trigger: ".o_form_view .o_field_widget[name='partner_ref']",
        },
    ],
});

// Order proposals: select one and order it.
registry.category("web_tour.tours").add("kontor_order_proposals", {
    steps: () => [
        {
            content: "The proposals stand under their supplier",
            trigger: ".o_group_header:contains('Werkzeug Nord')",
        },
        {
            content: "Select the nails",
            trigger: ".o_data_row:contains('Nägel') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Order them",
            trigger: "button[name='action_order_proposals']",
            run: "click",
        },
        {
            content: "The request to the supplier is listed",
            trigger: ".o_list_view .o_data_row:contains('Werkzeug Nord')",
        },
    ],
});
