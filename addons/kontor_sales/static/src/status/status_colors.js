/**
 * The colour of each status of an order, as the name of a Bootstrap theme colour: it follows the light and the dark
 * theme. The lists use the same ones (see the decorations in views/sale_order_views.xml).
 */
const STATUS_COLORS = {
    order: "info",
    delivery: "warning",
    invoice: "primary",
    // the supplier side
    receipt: "warning",
    bill: "primary",
    dunning: "danger",
    done: "success",
};

/**
 * @param {string|false} status technical name of the status
 * @returns {string} CSS class of a badge in this status's colour
 */
export function statusBadgeClass(status) {
    return `text-bg-${STATUS_COLORS[status] || "300"}`;
}
