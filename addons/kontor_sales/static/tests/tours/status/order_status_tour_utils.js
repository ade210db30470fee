/** Steps that the tours of the status dialog share. */

const dialog = ".modal:has(.o_order_status_options)";

/** The order stands at a status, as its label and the list of its colours say. */
export function checkStatus(status, label) {
    return {
        content: `The order's label says ${label}`,
        trigger: `.o_form_view .o_order_status_label[data-status=${status}]:contains("${label}")`,
    };
}

/** Entry point 1: a click on the status label. */
export function openByLabel() {
    return [
        {
            content: "Click the status label",
            trigger: ".o_form_view .o_order_status_label:enabled",
            run: "click",
        },
        ...checkDialogIsOpen(),
    ];
}

/** Entry point 2: the menu at the save button. */
export function openBySaveMenu() {
    return [
        {
            content: "Open the menu at the save button",
            trigger: ".o_form_status_indicator .o_order_save_menu",
            run: "click",
        },
        {
            content: "Save and change status",
            trigger: ".o_order_save_and_change_status",
            run: "click",
        },
        ...checkDialogIsOpen(),
    ];
}

/** Entry point 3: the shortcut, pressed inside a field that holds an unsaved change. */
export function openByShortcutInField(selector, text) {
    return [
        {
            content: "Change a field without saving",
            trigger: selector,
            run: `edit ${text}`,
        },
        {
            content: "Press Ctrl+S while the cursor is in the field",
            trigger: selector,
            run: "press ctrl+s",
        },
        ...checkDialogIsOpen(),
        {
            content: "The change is saved",
            trigger: ".o_form_view .o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ];
}

export function checkDialogIsOpen() {
    return [{ content: "The status dialog is open", trigger: dialog }];
}

/** A status can't be chosen now, and its reason can be read in the dialog itself. */
export function checkImpossible(status, reason) {
    return {
        content: `${status} is impossible: ${reason}`,
        trigger: `${dialog} [data-status=${status}][aria-disabled=true] .o_order_status_reason:contains("${reason}")`,
    };
}

export function checkCurrent(status) {
    return {
        content: `${status} is marked as the current status`,
        trigger: `${dialog} [data-status=${status}][aria-current=step] .o_order_status_current`,
    };
}

export function choose(status) {
    return [
        {
            content: `Choose ${status}`,
            trigger: `${dialog} [data-status=${status}][aria-disabled=false]`,
            run: "click",
        },
        {
            content: `${status} is chosen`,
            trigger: `${dialog} [data-status=${status}][aria-checked=true]`,
        },
    ];
}

/** Change the status, and wait until the dialog is gone and the form was read again. */
export function confirm(status, label) {
    return [
        {
            content: "Change the status",
            trigger: `${dialog} footer button[name=action_change]:enabled`,
            run: "click",
        },
        { content: "The dialog is closed", trigger: "body:not(:has(.modal))" },
        checkStatus(status, label),
    ];
}

export function pickMany2one(name, text) {
    return [
        {
            content: `Search ${text}`,
            trigger: `${dialog} .o_field_widget[name=${name}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item a:contains("${text}")`,
            run: "click",
        },
    ];
}

export { dialog };
