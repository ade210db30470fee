import { Component } from "@odoo/owl";

const HEIGHT = 44;
const BAR = 7;
const GAP = 2;

/** Twelve months as bars: one series. Losses hang below the line. */
export class BarSeries extends Component {
    static template = "kontor_sales.BarSeries";
    static props = {
        months: Array,
        field: String,
        cssClass: String,
        caption: String,
        label: String,
    };

    get width() {
        return this.props.months.length * (BAR + GAP) - GAP;
    }

    get viewBox() {
        return `0 0 ${this.width} ${HEIGHT}`;
    }

    get bars() {
        const values = this.props.months.map((month) => month[this.props.field]);
        const top = Math.max(0, ...values);
        const bottom = Math.min(0, ...values);
        const scale = top - bottom ? (HEIGHT - 1) / (top - bottom) : 0;
        const zero = 1 + top * scale;
        return this.props.months.map((month, index) => {
            const value = values[index];
            const height = value ? Math.max(Math.abs(value) * scale, 1) : 0;
            return {
                key: month.month,
                title: month.text,
                x: index * (BAR + GAP),
                y: value >= 0 ? zero - height : zero,
                width: BAR,
                height,
            };
        });
    }

    get zero() {
        const values = this.props.months.map((month) => month[this.props.field]);
        const top = Math.max(0, ...values);
        const bottom = Math.min(0, ...values);
        return top - bottom ? 1 + (top * (HEIGHT - 1)) / (top - bottom) : HEIGHT - 0.5;
    }
}

/** The chart of the header: revenue left, gross profit right (003-4, 003-5). A click opens the revenue window (003-6). */
export class RevenueChart extends Component {
    static template = "kontor_sales.RevenueChart";
    static components = { BarSeries };
    static props = {
        chart: Object,
        onOpen: Function,
    };

    /** The height of the tallest bar; what isn't a thousand yet isn't called nothing. */
    caption(thousands, field) {
        const isSmall = !thousands && this.props.chart.months.some((month) => month[field] > 0);
        return `${isSmall ? "< 1" : thousands} T${this.props.chart.currency_symbol}`;
    }

    get textAlternative() {
        return this.props.chart.months.map((month) => month.text).join("; ");
    }
}
