import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { FormStatusIndicator } from "@web/views/form/form_status_indicator/form_status_indicator";

/** The save buttons of a form, with a small menu behind them that leads on to the status dialog (001-10). */
export class OrderFormStatusIndicator extends FormStatusIndicator {
    static template = "kontor_sales.OrderFormStatusIndicator";
    static components = { Dropdown, DropdownItem };
}
