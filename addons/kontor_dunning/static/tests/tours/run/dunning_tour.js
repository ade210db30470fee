import { registry } from "@web/core/registry";

import {
    checkStatus,
    choose,
    confirm,
    openByLabel,
} from "@kontor_sales/../tests/tours/status/order_status_tour_utils";

/** The first PDF also builds the style sheets of the documents; on a busy machine that takes a while. */
const PDF_TIMEOUT = 60000;

const tours = registry.category("web_tour.tours");

function row(text) {
    return `.o_field_widget[name=letter_ids] .o_data_row:contains("${text}")`;
}

/** A run from the list of runs to the printed stack: propose, exclude, lower, confirm, print. */
tours.add("kontor_dunning_run", {
    steps: () => [
        {
            content: "Make a run",
            trigger: ".o_list_view .o_list_button_add, .o_list_button_add",
            run: "click",
        },
        {
            content: "The base rate of this half-year is missing, and the run says so",
            trigger: '.o_form_view .alert-warning:contains("The base rate from")',
        },
        {
            content: "Propose",
            trigger: ".o_statusbar_buttons button[name=action_propose]",
            run: "click",
        },
        {
            content: "The customer with an older item is to get a dunning notice",
            trigger: `${row("Baumarkt")}:contains("Dunning Notice")`,
        },
        {
            content: "Exclude a customer",
            trigger: `${row("Stammkunde")} button[name=action_exclude]`,
            run: "click",
        },
        { trigger: `${row("Stammkunde")}.text-muted` },
        {
            content: "Open a letter",
            trigger: `${row("Baumarkt")} td[name=partner_id]`,
            run: "click",
        },
        {
            content: "Lower its level",
            trigger: ".modal .o_field_widget[name=level_id] input",
            run: "edit Payment Reminder",
        },
        {
            trigger: '.o-autocomplete--dropdown-item a:contains("Payment Reminder")',
            run: "click",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        { trigger: `${row("Baumarkt")}:contains("Payment Reminder")` },
        {
            content: "Confirm",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Yes, really",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
        {
            content: "Only the letters that were issued are there",
            trigger: `.o_field_widget[name=letter_ids]:not(:has(.o_data_row:contains("Stammkunde")))`,
        },
        {
            content: "Print the stack",
            trigger: ".o_statusbar_buttons button[name=action_print_letters]",
            run: "click",
        },
        {
            content: "Nothing is left to print",
            trigger: ".o_form_view:not(:has(button[name=action_print_letters]))",
            timeout: PDF_TIMEOUT,
        },
    ],
});

/** A letter is withdrawn, with a reason. */
tours.add("kontor_dunning_withdraw", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons button:contains(Withdraw)",
            run: "click",
        },
        {
            content: "Without a reason nothing is withdrawn",
            trigger: ".modal footer button[name=action_withdraw]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason].o_field_invalid" },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The payment had already arrived",
        },
        {
            trigger: ".modal footer button[name=action_withdraw]",
            run: "click",
        },
        { trigger: '.o_form_view .alert-info:contains("The payment had already arrived")' },
        { trigger: ".o_statusbar_buttons:not(:has(button:contains(Withdraw)))" },
    ],
});

/** The customer's form: the level, an exemption with its reason, and the letters. */
tours.add("kontor_dunning_customer", {
    steps: () => [
        {
            trigger: ".o_form_view .o_notebook_headers a[name=accounting]",
            run: "click",
        },
        { trigger: '.o_field_widget[name=dunning_level_id]:contains("Payment Reminder")' },
        {
            content: "Exempt the customer",
            trigger: ".o_field_widget[name=dunning_exempt] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=dunning_exempt_reason] input",
            run: "edit Pays by instalments",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
        {
            content: "Look at the letters",
            trigger: ".oe_stat_button[name=action_open_dunning_letters]",
            run: "click",
        },
        { trigger: '.o_list_view .o_data_row:contains("Payment Reminder")' },
    ],
});

/** An invoiced order is dunned from its status dialog before its day, and shows its level on the form and in the list. */
tours.add("kontor_dunning_order", {
    steps: () => [
        checkStatus("invoice", "Invoice"),
        ...openByLabel(),
        ...choose("dunning"),
        {
            content: "The letter is shown before it is issued",
            trigger: '.modal .o_field_widget[name=consequences]:contains("Payment Reminder")',
        },
        {
            content: "It is early; say why",
            trigger: ".modal .o_field_widget[name=dunning_reason] textarea",
            run: "edit The customer is moving",
        },
        ...confirm("dunning", "Dunning (Payment Reminder)"),
        { trigger: '.o_field_widget[name=dunning_level_id]:contains("Payment Reminder")' },
    ],
});

tours.add("kontor_dunning_order_list", {
    steps: () => [
        {
            content: "Not only the orders that are still to be delivered",
            trigger: ".o_facet_remove",
            run: "click",
        },
        { trigger: '.o_list_view .o_data_row td[name=dunning_level_id]:contains("Payment Reminder")' },
    ],
});
