import { registry } from "@web/core/registry";

import {
    checkCurrent,
    checkImpossible,
    checkStatus,
    choose,
    confirm,
    dialog,
    openByLabel,
    openBySaveMenu,
    openByShortcutInField,
    pickMany2one,
} from "./order_status_tour_utils";

/** The first PDF also builds the style sheets of the documents; on a busy machine that takes a while. */
const PDF_TIMEOUT = 60000;

const tours = registry.category("web_tour.tours");

/** A quotation over 10 pieces lives until it is completed; each entry point of the dialog is used. */
tours.add("kontor_order_life", {
    steps: () => [
        checkStatus("quotation", "Quotation"),
        ...openByLabel(),
        checkCurrent("quotation"),
        checkImpossible("dunning", "Only an invoiced order can be dunned"),
        checkImpossible("done", "when everything is invoiced, delivered and paid"),
        ...choose("order"),
        ...confirm("order", "Order"),

        ...openBySaveMenu(),
        ...choose("delivery"),
        {
            content: "Ten pieces are open, and proposed",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=left]:contains("10.00")`,
        },
        {
            content: "Deliver only four: go into the quantity",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=quantity]`,
            run: "click",
        },
        {
            content: "Deliver only four",
            trigger: `${dialog} [name=line_ids] td[name=quantity] input`,
            run: "edit 4",
        },
        ...confirm("delivery", "Delivery"),

        ...openByShortcutInField("[name=special_request] textarea", "Deliver before ten o'clock"),
        ...choose("delivery"),
        {
            content: "Six pieces are left",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=quantity]:contains("6.00")`,
        },
        ...confirm("delivery", "Delivery"),

        {
            content: "Both deliveries are listed in the order",
            trigger: ".o_notebook a[name=documents_so_far]",
            run: "click",
        },
        { trigger: "[name=picking_ids] .o_data_row:nth-child(2):contains(Done)" },

        ...openByLabel(),
        checkImpossible("delivery", "nothing left to deliver"),
        ...choose("invoice"),
        { content: "The type is asked for", trigger: `${dialog} [name=invoice_type] input[data-value=final]` },
        ...confirm("invoice", "Invoice"),
        { content: "The invoice is listed in the order", trigger: "[name=invoice_ids] .o_data_row:contains(Final)" },

        ...openByLabel(),
        checkImpossible("quotation", "From “Invoice” on"),
        ...choose("done"),
        { content: "What is due is shown", trigger: `${dialog} [name=amount_due]:contains("1,190.00")` },
        { content: "What will happen is said", trigger: `${dialog} .o_order_status_consequences:contains("1,190.00")` },
        ...confirm("done", "Completed"),
    ],
});

/** Cancelling asks for a reason, and keeps it. */
tours.add("kontor_order_cancel", {
    steps: () => [
        checkStatus("invoice", "Invoice"),
        {
            content: "Cancel the order by its button",
            trigger: ".o_statusbar_buttons button:contains(Cancel…)",
            run: "click",
        },
        { trigger: `${dialog} [data-status=cancel][aria-checked=true]` },
        {
            content: "Without a reason nothing happens",
            trigger: `${dialog} footer button[name=action_change]:enabled`,
            run: "click",
        },
        { trigger: `${dialog} .o_field_invalid[name=cancel_reason_id]` },
        ...pickMany2one("cancel_reason_id", "Fraud (tour)"),
        {
            content: "Say more about it",
            trigger: `${dialog} [name=cancel_note] textarea`,
            run: "edit The address does not exist",
        },
        ...confirm("cancel", "Cancelled"),
        { trigger: "[name=cancel_reason_id]:contains(Fraud)" },
        { trigger: "[name=cancel_note]:contains(The address does not exist)" },
        ...openByLabel(),
        checkImpossible("order", "Duplicate it instead"),
        {
            content: "Leave the dialog",
            trigger: `${dialog} footer button:contains(Discard)`,
            run: "click",
        },
        checkStatus("cancel", "Cancelled"),
    ],
});

/** A payment comes back (Rückbuchung): the completed order goes back to Invoice. */
tours.add("kontor_order_chargeback", {
    steps: () => [
        checkStatus("done", "Completed"),
        ...openByLabel(),
        checkImpossible("cancel", "can't be cancelled any more"),
        // This time by keyboard alone: the only possible status has the focus, the arrows lead through all of them.
        { trigger: `${dialog} [data-status=invoice]:focus`, run: "press Home" },
        { trigger: `${dialog} [data-status=quotation]:focus`, run: "press ArrowUp" },
        { trigger: `${dialog} [data-status=cancel]:focus`, run: "press Enter" },
        { content: "An impossible one isn't chosen", trigger: `${dialog} [data-status=cancel][aria-checked=false]`, run: "press ArrowUp" },
        { trigger: `${dialog} [data-status=done]:focus`, run: "press Home" },
        { trigger: `${dialog} [data-status=quotation]:focus`, run: "press ArrowDown" },
        { trigger: `${dialog} [data-status=order]:focus`, run: "press ArrowDown" },
        { trigger: `${dialog} [data-status=delivery]:focus`, run: "press ArrowDown" },
        { trigger: `${dialog} [data-status=invoice]:focus`, run: "press Enter" },
        { trigger: `${dialog} [data-status=invoice][aria-checked=true]` },
        {
            content: "Say why",
            trigger: `${dialog} [name=chargeback_reason] input`,
            run: "edit Returned direct debit",
        },
        ...confirm("invoice", "Invoice"),
    ],
});

/** A refusal says its reason and changes nothing, neither the order nor the dialog. */
tours.add("kontor_order_refused", {
    steps: () => [
        checkStatus("order", "Order"),
        ...openByLabel(),
        {
            content: "An impossible status can't be chosen",
            trigger: `${dialog} [data-status=done]`,
            run: "click",
        },
        { trigger: `${dialog} [data-status=done][aria-checked=false]` },
        { trigger: `${dialog} footer:not(:has(button[name=action_change]))` },
        ...choose("delivery"),
        {
            content: "Three of five are there",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=available]:contains("3.00")`,
        },
        {
            content: "Ask for all five",
            trigger: `${dialog} [name=line_ids] .o_data_row td[name=quantity]`,
            run: "click",
        },
        {
            trigger: `${dialog} [name=line_ids] td[name=quantity] input`,
            run: "edit 5",
        },
        {
            trigger: `${dialog} footer button[name=action_change]:enabled`,
            run: "click",
        },
        {
            content: "The refusal gives the figures",
            trigger: '.o_error_dialog:contains("5"):contains("only 3"), .modal:contains("only 3")',
        },
        {
            content: "Close the message",
            trigger: ".modal:contains('only 3') footer button",
            run: "click",
        },
        { content: "The dialog is still there", trigger: `${dialog} [data-status=delivery][aria-checked=true]` },
        {
            trigger: `${dialog} footer button:contains(Discard)`,
            run: "click",
        },
        checkStatus("order", "Order"),
    ],
});

/** An order that can't be saved doesn't get as far as the dialog. */
tours.add("kontor_order_unsaved", {
    steps: () => [
        { content: "A new quotation", trigger: ".o_form_view .o_order_status_label[data-status=quotation]" },
        {
            content: "The label is clicked before there is a customer",
            trigger: ".o_form_view .o_order_status_label",
            run: "click",
        },
        { content: "The customer is missing", trigger: ".o_field_invalid[name=partner_id]" },
        { content: "The dialog stays closed", trigger: "body:not(:has(.modal))" },
        {
            content: "Leave the form",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        { trigger: ".o_list_view" },
    ],
});

/** From the list: several orders at once, with only what is possible for all of them. */
tours.add("kontor_order_list_status", {
    steps: () => [
        {
            content: "The search panel counts the statuses",
            trigger: ".o_search_panel .o_search_panel_category_value:contains(Delivery) .o_search_panel_counter",
        },
        {
            content: "Select all orders of the list",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the actions",
            trigger: ".o_control_panel_actions .o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Change the status",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Change Status…)",
            run: "click",
        },
        { trigger: `${dialog} [name=order_ids] .o_tag:nth-child(2)` },
        checkImpossible("quotation", "delivered already"),
        ...choose("invoice"),
        {
            trigger: `${dialog} footer button[name=action_change]:enabled`,
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "Both are invoiced",
            trigger: ".o_list_view .o_data_row:nth-child(2) td[name=lifecycle_status]:contains(Invoice)",
        },
    ],
});

/** Printing marks the order: "(D)" behind its label, and a printer symbol in the dialog (001-14, 001-15). */
tours.add("kontor_order_print", {
    steps: () => [
        checkStatus("order", "Order"),
        {
            content: "Nothing is printed yet",
            trigger: ".o_order_status_label:not(:contains((D)))",
        },
        {
            content: "Print the documents of the status",
            trigger: ".o_statusbar_buttons button[name=action_print]",
            run: "click",
        },
        { ...checkStatus("order", "Order (D)"), timeout: PDF_TIMEOUT },
        ...openByLabel(),
        { trigger: `${dialog} [data-status=order] .o_order_status_printed[aria-label]` },
        { trigger: `${dialog} [data-status=quotation]:not(:has(.o_order_status_printed))` },
        ...choose("delivery"),
        {
            content: "Deliver and print in one go",
            trigger: `${dialog} footer button[name=action_change_and_print]:enabled`,
            run: "click",
        },
        { content: "The dialog is closed", trigger: "body:not(:has(.modal))", timeout: PDF_TIMEOUT },
        checkStatus("delivery", "Delivery (D)"),
        {
            content: "The print log has both",
            trigger: ".oe_stat_button:contains(Print Log)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:nth-child(2)" },
    ],
});

/** The customer first, then the order from there (001-16). */
tours.add("kontor_customer_new_order", {
    steps: () => [
        {
            content: "A prospect gets a quotation",
            trigger: ".oe_stat_button:contains(New Quotation)",
            run: "click",
        },
        {
            content: "The customer is there already",
            trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Baumarkt), .o_field_widget[name=partner_id] input:value(Baumarkt)",
        },
        checkStatus("quotation", "Quotation"),
        {
            content: "Leave the form",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        { trigger: ".oe_stat_button:contains(New Quotation)" },
    ],
});

/** "Preparation Finished": the order waits, and its final invoice is there (004-18). */
tours.add("kontor_order_preparation", {
    steps: () => [
        checkStatus("order", "Order"),
        { trigger: "[name=fulfilment_stage]:contains(Open)" },
        {
            content: "The preparation is finished",
            trigger: ".o_statusbar_buttons button[name=action_open_preparation]",
            run: "click",
        },
        {
            content: "Yes, really",
            trigger: ".modal footer button:contains(Preparation Finished)",
            run: "click",
        },
        { trigger: "[name=fulfilment_stage]:contains(Waiting)" },
        checkStatus("invoice", "Invoice"),
        { trigger: ".o_statusbar_buttons:not(:has(button[name=action_open_preparation]))" },
    ],
});
