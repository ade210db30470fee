import { registry } from "@web/core/registry";

const dialog = ".modal:has(.o_order_status_options)";

function checkStatus(status, label) {
    return {
        content: `The order's label says ${label}`,
        trigger: `.o_form_view .o_order_status_label[data-status=${status}]:contains("${label}")`,
    };
}

function openDialog() {
    return [
        { content: "Click the status label", trigger: ".o_form_view .o_order_status_label:enabled", run: "click" },
        { content: "The status dialog is open", trigger: dialog },
    ];
}

function choose(status) {
    return [
        { trigger: `${dialog} [data-status=${status}][aria-disabled=false]`, run: "click" },
        { trigger: `${dialog} [data-status=${status}][aria-checked=true]` },
    ];
}

function confirm(status, label) {
    return [
        { content: "Change the status", trigger: `${dialog} footer button[name=action_change]:enabled`, run: "click" },
        { content: "The dialog is closed", trigger: "body:not(:has(.modal))" },
        checkStatus(status, label),
    ];
}

/** A request over 10 pieces lives until it is completed. */
registry.category("web_tour.tours").add("kontor_purchase_life", {
    steps: () => [
        checkStatus("request", "Request"),
        { content: "The supplier stands above the order", trigger: ".o_kontor_supplier_header:contains(Werkzeug Nord)" },
        ...openDialog(),
        {
            content: "A request is not billed",
            trigger: `${dialog} [data-status=bill][aria-disabled=true] .o_order_status_reason:contains(ordered before)`,
        },
        ...choose("order"),
        ...confirm("order", "Order"),

        ...openDialog(),
        ...choose("receipt"),
        {
            content: "Ten pieces are open, and proposed",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=left]:contains("10.00")`,
        },
        { trigger: `${dialog} [name=line_ids] .o_data_row td[name=quantity]`, run: "click" },
        { content: "Only four came", trigger: `${dialog} [name=line_ids] td[name=quantity] input`, run: "edit 4" },
        ...confirm("receipt", "Receipt"),

        ...openDialog(),
        ...choose("receipt"),
        {
            content: "Six pieces are left",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=quantity]:contains("6.00")`,
        },
        ...confirm("receipt", "Receipt"),

        ...openDialog(),
        ...choose("bill"),
        { content: "The supplier's number", trigger: `${dialog} [name=reference] input`, run: "edit ER-77" },
        ...confirm("bill", "Bill"),

        ...openDialog(),
        ...choose("done"),
        { content: "What is due is shown", trigger: `${dialog} [name=amount_due]:contains("238.00")` },
        ...confirm("done", "Completed"),
    ],
});
