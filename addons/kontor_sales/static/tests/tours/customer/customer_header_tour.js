import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const header = ".o_form_view .o_kontor_customer_header";

/** The header on an order: what it shows, folding it away, the contact, the revenue window (003). */
tours.add("kontor_customer_header", {
    steps: () => [
        { content: "The customer's number", trigger: `${header} .o_kontor_number:contains(KH4711)` },
        { content: "… and name", trigger: `${header} .o_kontor_name:contains("Baumarkt Süd GmbH")` },
        { content: "One line on documents: unfold it", trigger: `${header}[data-folded='1'] .o_kontor_fold`, run: "click" },
        { content: "… and address", trigger: `${header} address:contains("DE-20537 Hamburg")` },
        { content: "The chart says in words what it shows", trigger: `${header} .o_kontor_chart .visually-hidden:contains(revenue)` },
        { content: "Recent documents", trigger: `${header} .o_kontor_recent:has(option:contains(Order))` },
        { content: "Choose the contact", trigger: `${header} .o_kontor_choose_contact`, run: "click" },
        { content: "Frau Zabel", trigger: ".o_kontor_contacts .o-dropdown-item:contains(Zabel)", run: "click" },
        { content: "She stands in the header", trigger: `${header} .o_kontor_contact_name:contains(Zabel)` },
        { content: "… and on the order", trigger: ".o_field_widget[name=contact_id] input:value(Zabel)" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
        { content: "Fold the header", trigger: `${header} .o_kontor_fold`, run: "click" },
        { content: "Only its line stays", trigger: `${header}[data-folded='1']:not(:has(address))` },
        { content: "Unfold it by the keyboard", trigger: `${header} .o_kontor_fold[aria-expanded=false]`, run: "press alt+shift+f" },
        { content: "The chart opens the revenue", trigger: `${header}[data-folded='0'] .o_kontor_chart`, run: "click" },
        { content: "The revenue window", trigger: ".o_graph_view, .o_pivot_view" },
        { content: "Back to the order", trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button", run: "click" },
        { content: "The master data by the keyboard", trigger: `${header} .o_kontor_number`, run: "press alt+shift+k" },
        { content: "The customer's own form, with the header too", trigger: ".o_form_view:has(.o_field_widget[name=company_type]) .o_kontor_number:contains(KH4711)" },
    ],
});

/** Another customer for an order, from its header; where that can't be, the dialog says why (003-52). */
tours.add("kontor_change_customer", {
    steps: () => [
        { content: "The order's customer", trigger: `${header} .o_kontor_number:contains(KH4711)` },
        { content: "Change the customer", trigger: `${header} .o_kontor_change_customer`, run: "click" },
        { content: "Choose the other one", trigger: ".modal .o_field_widget[name=partner_id] input", run: "edit Zweiter Kunde" },
        { trigger: ".o-autocomplete--dropdown-menu .dropdown-item:contains(Zweiter Kunde)", run: "click" },
        { trigger: ".modal footer button[name=action_reassign]", run: "click" },
        { content: "The header is the other customer's", trigger: `body:not(:has(.modal)) ${header} .o_kontor_number:contains(KH4712)` },
        { content: "The locked order", trigger: ".o_kontor_quick_open_input", run: "edit BTOUR-816" },
        { trigger: ".o_kontor_quick_open_input", run: "press Enter" },
        { trigger: ".o_breadcrumb:contains(TOUR-816), .o_last_breadcrumb_item:contains(TOUR-816)" },
        { content: "Change its customer", trigger: `${header} .o_kontor_change_customer`, run: "click" },
        { content: "It says why not", trigger: ".modal .alert:contains(it is locked)" },
        { content: "… and offers nothing", trigger: ".modal footer:not(:has(button[name=action_reassign]:visible)) button[special=cancel], .modal footer .btn-secondary", run: "click" },
        { content: "The delivered order", trigger: ".o_kontor_quick_open_input", run: "edit BTOUR-817" },
        { trigger: ".o_kontor_quick_open_input", run: "press Enter" },
        { trigger: ".o_breadcrumb:contains(TOUR-817), .o_last_breadcrumb_item:contains(TOUR-817)" },
        { content: "It stays with its customer", trigger: `${header}:has(.o_kontor_number:contains(KH4711)):not(:has(.o_kontor_change_customer))` },
    ],
});

/** Quick open by the field in the navigation bar and by the palette; the recent customers; the sheet (003-13, 003-51). */
tours.add("kontor_quick_open", {
    steps: () => [
        // a page takes the focus once, when it comes up
        { content: "A page stands", trigger: ".o_list_view .o_searchview_input:focus" },
        { content: "Type an unknown number", trigger: ".o_kontor_quick_open_input", run: "edit B999999999" },
        { trigger: ".o_kontor_quick_open_input", run: "press Enter" },
        { content: "It says so", trigger: ".o_notification:contains(There is no document)" },
        { content: "The customer by number", trigger: ".o_kontor_quick_open_input", run: "edit #KH4711" },
        { trigger: ".o_kontor_quick_open_input", run: "press Enter" },
        { content: "The customer", trigger: ".o_form_view .o_kontor_number:contains(KH4711)" },
        { content: "The order by letter and number", trigger: ".o_kontor_quick_open_input", run: "edit BTOUR-815" },
        { trigger: ".o_kontor_quick_open_input", run: "press Enter" },
        { content: "The order", trigger: ".o_breadcrumb:contains(TOUR-815), .o_last_breadcrumb_item:contains(TOUR-815)" },
        { trigger: ".o_form_view .o_kontor_number:contains(KH4711)" },
        { content: "The palette", trigger: "body", run: "press ctrl+k" },
        { trigger: ".o_command_palette_search input", run: "edit #KH4712" },
        { trigger: ".o_command:contains(Open customer KH4712)", run: "click" },
        { content: "The other customer", trigger: ".o_form_view .o_kontor_number:contains(KH4712)" },
        { content: "The recent customers", trigger: ".o_kontor_recent_toggle", run: "click" },
        { trigger: ".o_kontor_recent_customers .o-dropdown-item:contains(KH4711)", run: "click" },
        { content: "Switched", trigger: ".o_form_view .o_kontor_number:contains(KH4711)" },
        { content: "The sheet of shortcuts", trigger: "body", run: "press alt+shift+h" },
        { trigger: ".modal .o_kontor_hotkeys tr:contains(F8):contains(revenue)" },
        { trigger: ".modal footer button", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** Notes with categories, and follow-ups, from the header (003-48 … 003-50). */
tours.add("kontor_customer_notes", {
    steps: () => [
        { content: "No note yet", trigger: `${header} [data-code=notes]:not(.o_kontor_framed_blue)`, run: "click" },
        { content: "Write one", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=subject] input, .o_field_widget[name=subject] textarea", run: "edit Ramp only" },
        { trigger: ".o_field_widget[name=text] textarea", run: "edit No lift truck" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
        { content: "Back to the customer", trigger: ".breadcrumb .o_back_button, .o_back_button", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Ramp only)" },
        { trigger: ".breadcrumb .o_back_button, .o_back_button", run: "click" },
        { content: "The button is framed", trigger: `${header} [data-code=notes].o_kontor_framed_blue` },
        { content: "Follow-ups", trigger: `${header} [data-code=follow_ups]`, run: "click" },
        { content: "A new one", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=summary] input", run: "edit Ask about the quotation" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)" },
        { trigger: ".breadcrumb .o_back_button, .o_back_button", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Ask about the quotation)" },
        { trigger: ".breadcrumb .o_back_button, .o_back_button", run: "click" },
        { content: "The button is framed", trigger: `${header} [data-code=follow_ups].o_kontor_framed_blue` },
    ],
});
