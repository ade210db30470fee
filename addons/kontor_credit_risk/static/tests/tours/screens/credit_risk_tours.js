import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const dialog = ".modal:has(.o_field_widget[name=justification])";

function selectRow(text) {
    return {
        content: `Select ${text}`,
        trigger: `.o_list_view .o_data_row:contains("${text}") .o_list_record_selector input`,
        run: "click",
    };
}

function decide() {
    return [
        {
            content: "Decide about what is selected",
            trigger: ".o_control_panel button[name=action_open_release_wizard]",
            run: "click",
        },
        { content: "The dialog is open", trigger: dialog },
    ];
}

function choose(name) {
    return {
        content: `Choose ${name}`,
        trigger: `${dialog} [name=${name}] input[type=checkbox]`,
        run: "click",
    };
}

function apply(reason) {
    return [
        {
            content: "Say why",
            trigger: `${dialog} [name=justification] textarea`,
            run: `edit ${reason}`,
        },
        {
            content: "Apply",
            trigger: `${dialog} footer button[name=action_apply]`,
            run: "click",
        },
        { content: "The dialog is closed", trigger: "body:not(:has(.modal))" },
    ];
}

function gone(text) {
    return {
        content: `${text} left the list`,
        trigger: `.o_list_view:not(:has(.o_data_row:contains("${text}")))`,
        // many documents are judged anew before the list comes back
        timeout: 40000,
    };
}

/** The work list: many are released at once, one is rejected, the rest is judged anew. */
tours.add("kontor_blocked_documents", {
    steps: () => [
        // what is selected before the list has come is lost when it comes
        { content: "The list is there", trigger: ".o_list_view .o_data_row:contains('Sperre GmbH')" },
        {
            content: "Open the search panel",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "Only those over their limit",
            trigger: ".o_filter_menu .o_menu_item:contains(/^Limit exceeded$/)",
            run: "click",
        },
        { content: "The blocked customer by hand isn't among them", trigger: ".o_list_view:not(:has(.o_data_row:contains('Sperre GmbH')))" },
        selectRow("Anders GmbH"),
        selectRow("Bauer GmbH"),
        ...decide(),
        { content: "The reasons can be read", trigger: `${dialog} [name=release_text]:contains("exceeds the limit of")` },
        ...apply("Checked by phone"),
        gone("Anders GmbH"),
        gone("Bauer GmbH"),
        selectRow("Claus GmbH"),
        ...decide(),
        choose("reject"),
        ...apply("First pay what is open"),
        gone("Claus GmbH"),
        selectRow("Dorn GmbH"),
        {
            content: "Judge it anew",
            trigger: ".o_control_panel button[name=action_recheck]",
            run: "click",
        },
        gone("Dorn GmbH"),
    ],
});

/** The order: its banner says why it is blocked; it is released there, and confirmed. */
tours.add("kontor_release_order", {
    steps: () => [
        { content: "The figures stand above the order", trigger: ".o_kontor_credit .o_kontor_line_figures:contains('with orders')" },
        {
            content: "The banner says why",
            trigger: ".alert-danger:contains('exceeds the limit of')",
        },
        {
            content: "Decide",
            trigger: ".alert-danger button[name=action_open_release_wizard]",
            run: "click",
        },
        choose("with_deliveries"),
        ...apply("Pays on Friday"),
        { content: "Nothing is blocked any more", trigger: ".o_form_view:not(:has(.alert-danger:contains('exceeds')))" },
        {
            content: "Confirm",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is an order",
            trigger: ".o_form_view .o_order_status_label[data-status=order]",
        },
    ],
});

/** A quotation for a blocked customer, by someone with the right: the form asks for the reason, and the refusal decides. */
tours.add("kontor_pass_at_saving", {
    steps: () => [
        {
            content: "A new quotation",
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            content: "The customer",
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Gesperrt",
        },
        {
            content: "Choose him",
            trigger: ".ui-menu-item > a:contains('Gesperrt und Söhne')",
            run: "click",
        },
        {
            content: "The form says it at once, and asks",
            trigger: ".alert-danger:contains('Insolvency') .o_field_widget[name=release_justification] input",
        },
        {
            content: "Save without a reason",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { content: "It is asked for", trigger: ".o_error_dialog:contains('give the reason in the field')" },
        {
            content: "Close",
            trigger: ".modal footer .o-default-button",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".alert-danger .o_field_widget[name=release_justification] input",
            run: "edit Paid in advance",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved, and nothing is asked any more",
            trigger: ".o_form_view:has(.o_form_saved):not(:has(.o_field_widget[name=release_justification] input:visible))",
        },
    ],
});

/** What is refused is decided from the refusal: a delivery of a customer over his limit. */
tours.add("kontor_decide_from_refusal", {
    steps: () => [
        {
            content: "Confirm",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is refused; decide",
            trigger: ".o_error_dialog:contains('exceeds the limit') .o_kontor_decide, .modal:contains('exceeds the limit') .o_kontor_decide",
            run: "click",
        },
        { content: "The dialog is open", trigger: dialog },
        ...apply("Pays on Friday"),
        {
            content: "Confirm again",
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is an order",
            trigger: ".o_form_view .o_order_status_label[data-status=order]",
        },
    ],
});

/** An invoice beyond the limit: the question comes before it is posted. */
tours.add("kontor_ask_before_posting", {
    steps: () => [
        {
            content: "Post",
            trigger: ".o_statusbar_buttons button[name=action_post]:visible",
            run: "click",
        },
        {
            content: "It is asked",
            trigger: ".modal [name=release_text]:contains('exceeds the limit')",
        },
        {
            content: "Post all the same",
            trigger: ".modal footer button[name=action_apply]:visible:contains('Post')",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=button_draft]:visible, body:not(:has(.modal)) .o_form_view [name=name]:contains('/')",
        },
    ],
});

/** The other proposals, together: a new limit, and the order and the customer blocked from now on. */
tours.add("kontor_decide_limit_and_blocks", {
    steps: () => [
        {
            content: "Decide",
            trigger: ".alert-danger button[name=action_open_release_wizard]",
            run: "click",
        },
        choose("release"),
        choose("set_limit"),
        {
            content: "The new limit",
            trigger: `${dialog} [name=limit_amount] input`,
            run: "edit 600",
        },
        choose("block_customer"),
        choose("block_order"),
        ...apply("Only this one more"),
        { content: "Unfold the reasons", trigger: ".o_kontor_block_alert .o_kontor_reasons", run: "click" },
        {
            content: "The order is blocked by hand now",
            trigger: ".alert-danger:contains('was blocked by the credit management')",
        },
        {
            content: "So is the customer",
            trigger: ".o_kontor_credit .badge:contains('Delivery and Order Block')",
        },
    ],
});

/** The customer's tab: a limit is given, the figures follow, and a click shows what they are made of. */
tours.add("kontor_customer_credit", {
    steps: () => [
        {
            content: "Open the tab",
            trigger: ".o_notebook .nav-link[name=credit]",
            run: "click",
        },
        { content: "No limit yet", trigger: ".o_kontor_credit:contains('unlimited')" },
        {
            content: "Change the limits",
            trigger: "button[name=action_open_limits]",
            run: "click",
        },
        {
            content: "A new one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its amount; the customer is filled in",
            trigger: ".o_list_view .o_selected_row [name=amount] input",
            run: "edit 300",
        },
        {
            content: "Save",
            trigger: ".o_list_button_save",
            run: "click",
        },
        { content: "It is saved", trigger: ".o_list_view:not(:has(.o_selected_row)) .o_data_row td[name=amount]:contains('300')" },
        {
            content: "Back",
            trigger: ".breadcrumb-item a:contains('Baumarkt'), .o_back_button a:contains('Baumarkt')",
            run: "click",
        },
        {
            content: "Open the tab",
            trigger: ".o_notebook .nav-link[name=credit]",
            run: "click",
        },
        { content: "The remaining limit is negative and red", trigger: ".o_kontor_credit .text-danger:contains('200.00')" },
        {
            content: "What are the open items?",
            trigger: ".o_kontor_credit [data-figure=open_items]",
            run: "click",
        },
        { content: "This invoice", trigger: ".o_list_view .o_data_row td[name=amount_residual]:contains('500')" },
        {
            content: "Back",
            trigger: ".breadcrumb-item a:contains('Baumarkt'), .o_back_button a:contains('Baumarkt')",
            run: "click",
        },
        {
            content: "Open the tab",
            trigger: ".o_notebook .nav-link[name=credit]",
            run: "click",
        },
        {
            content: "Block the customer",
            trigger: "button[name=action_open_block_dialog]",
            run: "click",
        },
        {
            content: "Deliveries only",
            trigger: ".modal [name=manual_block] input[data-value=delivery]",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".modal [name=reason] input",
            run: "edit Talk to us first",
        },
        {
            content: "Apply",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        { content: "The block is shown", trigger: ".o_kontor_credit .badge:contains('Delivery Block')" },
    ],
});

/** A payment comes back from the bank. */
tours.add("kontor_returned_debit", {
    steps: () => [
        {
            content: "Returned debit",
            trigger: ".o_statusbar_buttons button:contains('Returned Debit')",
            run: "click",
        },
        {
            content: "What the bank says",
            trigger: ".modal [name=reason] input",
            run: "edit Account closed",
        },
        {
            content: "Record it",
            trigger: ".modal footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "The payment says so",
            trigger: ".o_form_view .alert-danger:contains('Account closed')",
        },
    ],
});

/** A customer over the limit accepts a quotation in the portal. */
tours.add("kontor_portal_accept_blocked", {
    steps: () => [
        {
            content: "Accept and sign",
            trigger: "a[data-bs-target='#modalaccept']:visible",
            run: "click",
        },
        {
            content: "The name",
            trigger: ".modal .o_web_sign_name_and_signature input",
            run: "edit Herr Kern",
        },
        {
            content: "Submit",
            trigger: ".modal .o_portal_sign_submit:enabled",
            run: "click",
        },
        {
            content: "A civil sentence",
            trigger: ".modal .o_portal_sign_error_msg:not(:empty)",
        },
    ],
});
