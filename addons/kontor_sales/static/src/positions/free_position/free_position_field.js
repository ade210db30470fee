import { patch } from "@web/core/utils/patch";
import { SaleOrderLineProductField } from "@sale/js/sale_product_field";

/**
 * A free position has no article for the user: in the article's place stands its text (004-5).
 */
patch(SaleOrderLineProductField.prototype, {
    get isFreePosition() {
        return Boolean(this.props.record.data.is_free_position);
    },

    get isFreePositionReadonly() {
        const root = this.props.record.model.root;
        return (
            this.sectionAndNoteIsReadonly ||
            Boolean(root.activeFields.order_line && root._isReadonly("order_line"))
        );
    },

    get label() {
        return this.isFreePosition ? this.props.record.data.name || "" : super.label;
    },

    parseLabel(value) {
        return this.isFreePosition ? value : super.parseLabel(value);
    },
});
