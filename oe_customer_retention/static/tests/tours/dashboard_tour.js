import { registry } from "@web/core/registry";
import { download } from "@web/core/network/download";

const numberIn = (text) => text.match(/[\d,]+/)[0].replaceAll(",", "");

let expected;

/** Open what a number counts; the list says the same number. */
const opens = (content, trigger, count, click = "click") => [
    {
        content: `${content}: open what it counts`,
        trigger,
        async run(helpers) {
            expected = numberIn(count(this.anchor));
            await (click === "click" ? helpers.click() : click(this.anchor));
        },
    },
    {
        content: `${content}: the list has as many`,
        trigger: ".o_list_view .o_pager_limit",
        run() {
            const listed = this.anchor.textContent;
            if (listed !== expected) {
                throw new Error(`${content}: ${expected}, but ${listed} are listed`);
            }
        },
    },
    { trigger: ".o_back_button", run: "click" },
    { trigger: ".o_retention_figure" },
];

const text = (selector) => (anchor) => anchor.querySelector(selector).textContent;
const figure = (key, counted = ".o_retention_value") =>
    opens(key, `[data-figure=${key}] button`, (button) =>
        text(counted)(button.closest("[data-figure]"))
    );
const status = (key) =>
    opens(
        key,
        `[data-status=${key}]`,
        (anchor) => anchor.closest("tr").querySelector(".o_retention_count").textContent
    );

/** Click the latest bar of a chart that is not empty, and return what it counts. */
const bar = (title) => {
    let point;
    const find = (section) => {
        const counts = [...section.querySelectorAll("tbody tr")].map((row) =>
            [...row.querySelectorAll("td")].map((cell) => parseInt(cell.textContent))
        );
        const index = counts.findLastIndex((row) => row.some(Boolean));
        const dataset = counts[index].findIndex(Boolean);
        point = { index, dataset };
        return String(counts[index][dataset]);
    };
    const click = (section) => {
        const canvas = section.querySelector("canvas");
        const { left, top } = canvas.getBoundingClientRect();
        const element = window.Chart.getChart(canvas).getDatasetMeta(point.dataset).data[
            point.index
        ];
        const { x, y, base } = element.getProps(["x", "y", "base"], true);
        const at = { clientX: left + x, clientY: top + (y + base) / 2, bubbles: true };
        canvas.dispatchEvent(new MouseEvent("click", at));
    };
    return opens(title, `section[aria-label^="${title}"]:has(canvas)`, find, click);
};

const everyNumber = () => [
    ...figure("customers"),
    ...figure("active", ".small"),
    ...figure("kept", ".small"),
    ...figure("revenue_at_risk", ".small"),
    ...status("active"),
    ...status("dormant"),
    ...bar("Movement"),
    ...bar("Share of each status"),
    ...opens(
        "recency and frequency",
        "section[aria-labelledby=retention_rfm] td button",
        (anchor) => anchor.textContent
    ),
    ...opens(
        "cohort",
        "section[aria-labelledby=retention_cohorts] th button",
        (anchor) => anchor.closest("tr").querySelector("td").textContent
    ),
];

const customersAre = (count) => ({
    content: `${count} customers are counted`,
    trigger: `[data-figure=customers] .o_retention_value:contains(/^${count}$/)`,
});

const downloads = (what, url) => [
    {
        content: `Ask for the ${what}`,
        trigger: `.o_retention_${what}`,
        run: async (helpers) => {
            const original = download._download;
            const asked = new Promise((resolve) => {
                download._download = async (options) => resolve(options);
            });
            await helpers.click();
            const { url: path, data } = await asked;
            download._download = original;
            if (!path.includes(url) && !data?.data?.includes(url)) {
                throw new Error(`${what}: ${path} was asked for, not ${url}`);
            }
        },
    },
    { trigger: "body:not(:has(.o_blockUI))" },
];

registry.category("web_tour.tours").add("retention_dashboard_manager", {
    steps: () => [
        customersAre(3),
        ...everyNumber(),
        ...figure("winbacks"),
        ...opens(
            "salesperson",
            ".o_retention_salesperson",
            (anchor) => anchor.textContent.split("·")[1]
        ),
        {
            content: "A shorter period",
            trigger: ".btn:contains(/^1 month$/)",
            run: "click",
        },
        { trigger: ".btn.active:contains(/^1 month$/)" },
        {
            content: "The customer won back longer ago is not of this month",
            trigger: "[data-figure=winbacks] .o_retention_value:contains(/^0$/)",
        },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            content: "Filter",
            trigger: ".o_filter_menu .o_menu_item:contains(/^Dormant$/)",
            run: "click",
        },
        customersAre(1),
        {
            content: "Open what is counted: the filter is a facet of the list",
            trigger: "[data-figure=customers] button",
            run: "click",
        },
        { trigger: ".o_list_view .o_facet_values:contains(Dormant)" },
        { trigger: ".o_back_button", run: "click" },
        {
            content: "Filter and period are still there",
            trigger: ".o_facet_values:contains(Dormant)",
        },
        { trigger: ".btn.active:contains(/^1 month$/)" },
        customersAre(1),
        { trigger: ".o_facet_remove", run: "click" },
        customersAre(3),
        { content: "Read the documents", trigger: ".o_retention_refresh", run: "click" },
        {
            content: "The new order has made a customer",
            trigger: ".o_notification:contains(Customers refreshed)",
        },
        customersAre(4),
        ...downloads("pdf", "report_customers"),
        ...downloads("excel", "workbook.xlsx"),
    ],
});

registry.category("web_tour.tours").add("retention_dashboard_bridge", {
    steps: () => [
        customersAre(3),
        {
            content: "The bridge is there once it is looked for",
            trigger: ".o_retention_bridge",
            run() {
                this.anchor.scrollIntoView();
            },
        },
        {
            content: "What was lost, of one customer",
            trigger: "[data-bar=lost]:contains(1 customer)",
            run: "click",
        },
        {
            content: "The list groups by customer",
            trigger: ".o_list_view .o_group_name:contains(Lost one)",
            run: "click",
        },
        {
            content: "The categories of the customer",
            trigger: ".o_data_row:contains(Labels) button[name=action_open_lines]",
            run: "click",
        },
        {
            content: "Ten lines are behind it",
            trigger: ".o_list_view .o_pager_limit:contains(/^10$/)",
        },
    ],
});

registry.category("web_tour.tours").add("retention_dashboard_salesperson", {
    steps: () => [
        customersAre(2),
        {
            content: "Only managers refresh the whole company",
            trigger: "body:not(:has(.o_retention_refresh))",
        },
        {
            content: "Customers of others are not to be called",
            trigger: "body:not(:has(li:contains(Theirs)))",
        },
        ...everyNumber(),
        {
            content: "PDF and Excel are for those whom Odoo lets export",
            trigger: "body:not(:has(.o_retention_pdf)):not(:has(.o_retention_excel))",
        },
    ],
});
