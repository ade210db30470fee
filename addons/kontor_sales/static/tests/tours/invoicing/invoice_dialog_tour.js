import { registry } from "@web/core/registry";

const dialog = ".modal:has(.o_order_invoice)";

const openDialog = [
    {
        content: "Open the dialog",
        trigger: ".o_form_view button[name=action_open_invoice_dialog]:enabled",
        run: "click",
    },
    { content: "The dialog is open", trigger: dialog },
];

/** A down payment of 40 percent, posted (004-19). */
registry.category("web_tour.tours").add("kontor_order_invoice_down_payment", {
    steps: () => [
        ...openDialog,
        {
            content: "Choose the down payment",
            trigger: `${dialog} [name=invoice_type] input[data-value=down_payment]`,
            run: "click",
        },
        {
            content: "40 percent",
            trigger: `${dialog} [name=percentage] input`,
            run: "edit 40 && press Tab",
        },
        {
            content: "The preview says what it comes to",
            trigger: `${dialog} [name=amount_total]:contains("476.00")`,
        },
        {
            content: "Create and post",
            trigger: `${dialog} button[name=action_create_and_post]:enabled`,
            run: "click",
        },
        {
            content: "The down payment invoice is shown",
            trigger: ".o_form_view [name=order_invoice_type]:contains('Down Payment')",
        },
    ],
});

/** The final invoice deducts the down payment and lists it (004-21). */
registry.category("web_tour.tours").add("kontor_order_invoice_final", {
    steps: () => [
        ...openDialog,
        {
            content: "Choose the final invoice",
            trigger: `${dialog} [name=invoice_type] input[data-value=final]`,
            run: "click",
        },
        {
            content: "The deduction is shown",
            trigger: `${dialog} [name=amount_deducted]:contains("476.00")`,
        },
        {
            content: "… and what is left to pay",
            trigger: `${dialog} [name=amount_total]:contains("714.00")`,
        },
        {
            content: "Create and post",
            trigger: `${dialog} button[name=action_create_and_post]:enabled`,
            run: "click",
        },
        {
            content: "Look at the earlier invoices",
            trigger: ".o_form_view .nav-link[name=earlier_invoices]",
            run: "click",
        },
        {
            content: "The down payment is listed with its amounts",
            trigger: ".o_form_view [name=earlier_invoices_html] td:contains('476.00')",
        },
    ],
});

/** The order offers the credit note of what came back (004-25). */
registry.category("web_tour.tours").add("kontor_order_credit_difference", {
    steps: () => [
        {
            content: "The banner says how much",
            trigger: ".o_form_view [name=credit_difference]:contains('476.00')",
        },
        {
            content: "Make the credit note",
            trigger: ".o_form_view [name=credit_difference] button[name=action_credit_difference]",
            run: "click",
        },
        {
            content: "It is shown",
            trigger: ".o_form_view [name=order_invoice_type]:contains('Credit Note')",
        },
    ],
});
