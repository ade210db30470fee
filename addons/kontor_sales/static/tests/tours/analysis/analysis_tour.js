import { registry } from "@web/core/registry";

const figures = ".o_kontor_cost_figures";

/** Who may see costs reads those of the document, and of the position being edited (003-35, 003-38). */
registry.category("web_tour.tours").add("kontor_cost_figures", {
    steps: () => [
        {
            content: "Cost and gross profit of the document",
            trigger: `${figures} .o_kontor_document_figures:contains("140.00"):contains("44.0 %")`,
        },
        {
            content: "No position is being edited",
            trigger: `${figures}:not(:has(.o_kontor_line_figures))`,
        },
        {
            content: "Edit the first position",
            trigger: ".o_field_widget[name=order_line] .o_data_row:first td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Its figures stand below",
            trigger: `${figures} .o_kontor_line_figures:contains("120.00"):contains("40.0 %")`,
        },
    ],
});

/** Who may not see them gets the form without. */
registry.category("web_tour.tours").add("kontor_cost_figures_hidden", {
    steps: () => [
        {
            content: "The order is there, without its cost",
            trigger: ".o_form_view:has(.o_field_widget[name=order_line] .o_data_row):not(:has(.o_kontor_cost_figures))",
        },
    ],
});

/** While an order is captured, an article is taken over from the customer's history, at the last price (000-10). */
registry.category("web_tour.tours").add("kontor_sales_history", {
    steps: () => [
        {
            content: "Open what the customer bought",
            trigger: ".o_form_view button[name=action_open_sales_history]:not(:hidden)",
            run: "click",
        },
        {
            content: "Take it over at the last price",
            trigger: ".modal .o_list_view .o_data_row:contains('Bohrmaschine') button[name=action_add_at_last_price]",
            run: "click",
        },
        {
            content: "Close the history",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "The position stands in the order at that price",
            trigger: ".o_form_view .o_data_row:contains('Bohrmaschine') td[name=price_unit]:contains('88.00')",
        },
    ],
});

/** All of a customer's documents in one list; a click opens one (000-9). */
registry.category("web_tour.tours").add("kontor_customer_documents", {
    steps: () => [
        {
            content: "Open the documents of the customer",
            trigger: ".o_form_view button[name=action_open_customer_documents]:not(:hidden)",
            run: "click",
        },
        {
            content: "The invoice stands there",
            trigger: ".o_list_view .o_data_row:contains('Invoice') td[name=name]",
        },
        {
            content: "Open the order",
            trigger: ".o_list_view .o_data_row:has(td[name=document_type]:contains('Order')) td[name=name]",
            run: "click",
        },
        {
            content: "The order is open",
            trigger: ".o_form_view .o_order_status_label",
        },
    ],
});

/** Revenue, analysis and forecast open from the menu of their action, as graph, pivot and list. */
const screens = (graph) => [
    {
        content: "It opens",
        trigger: graph,
    },
    {
        content: "Switch to the pivot table",
        trigger: ".o_cp_switch_buttons .o_switch_view.o_pivot, .o_switch_view.o_pivot",
        run: "click",
    },
    {
        content: "The pivot table has figures",
        trigger: ".o_pivot_view table td.o_pivot_cell_value, .o_pivot table td",
    },
    {
        content: "Switch to the list",
        trigger: ".o_switch_view.o_list",
        run: "click",
    },
    {
        content: "The list has rows",
        trigger: ".o_list_view .o_data_row, .o_list_view .o_group_header",
    },
];
registry.category("web_tour.tours").add("kontor_graph_screens", { steps: () => screens(".o_graph_view canvas") });
registry.category("web_tour.tours").add("kontor_list_screens", { steps: () => screens(".o_list_view") });

/** The Historie shows what left the daily lists, and gives it back (002-20). */
registry.category("web_tour.tours").add("kontor_history", {
    steps: () => [
        {
            content: "Open the order in the Historie",
            trigger: ".o_list_view .o_data_row td[name=name]",
            run: "click",
        },
        {
            content: "Bring it back",
            trigger: ".o_form_view button[name=action_return_from_history]",
            run: "click",
        },
        {
            content: "It is back",
            trigger: ".o_form_view:not(:has(button[name=action_return_from_history]))",
        },
    ],
});
