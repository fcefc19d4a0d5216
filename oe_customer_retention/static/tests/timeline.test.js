import { describe, expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineParams,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { utils } from "@web/core/ui/ui_service";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { HEIGHT, RetentionTimeline, WIDTH } from "@oe_customer_retention/timeline/timeline";

describe.current.tags("desktop");
defineMailModels();

const band = (status, start, end, rank) => ({ status, label: status, start, end, rank, days: 9 });
const PICTURE = {
    start: "2026-01-01",
    end: "2026-06-30",
    bands: [
        band("active", "2026-01-01", "2026-04-01", 1),
        band("dormant", "2026-04-01", "2026-06-30", 0.5),
    ],
    marks: [
        { date: "2026-01-01", count: 1, amount: 400 },
        { date: "2026-02-01", count: 2, amount: 200 },
        { date: "2026-03-01", count: 1, amount: -5 },
    ],
    currency_id: 1,
    by_hand: false,
};

async function mountTimeline(values) {
    onRpc("customer.retention.profile", "get_picture", () => ({ ...PICTURE, ...values }));
    await mountWithCleanup(RetentionTimeline, { props: { record: { resId: 7 } } });
    await animationFrame();
}

const numbers = (selector, name) =>
    queryAll(selector).map((node) => Math.round(Number(node.getAttribute(name))));

describe("the picture of a history", () => {
    test("without a status it says what to do", async () => {
        await mountTimeline({ bands: [], marks: [] });
        expect(".o_retention_timeline").toHaveText(/Read the documents again/);
    });

    test("a purchase is as high as its amount, and the smallest is seen", async () => {
        await mountTimeline();
        expect(numbers(".o_retention_mark", "y1")).toEqual([0, HEIGHT / 2, 0.8 * HEIGHT]);
        expect(".o_retention_mark:eq(1) title").toHaveText(/2.*200/);
    });

    test("half a year has a tick for each month, the first with its year", async () => {
        await mountTimeline();
        expect(queryAllTexts(".o_retention_ticks span")).toEqual([
            "Feb 2026",
            "Mar",
            "Apr",
            "May",
            "Jun",
        ]);
    });

    test("a few days have ticks of days, and a single day has its own", async () => {
        await mountTimeline({ start: "2026-11-17", end: "2026-11-29" });
        const ticks = queryAllTexts(".o_retention_ticks span");
        expect(ticks.slice(0, 2)).toEqual(["Nov 17", "Nov 19"]);
        expect(ticks.length).toBeWithin(5, 13);
    });

    test("the first day is named", async () => {
        await mountTimeline({ start: "2026-11-29", end: "2026-11-29" });
        expect(queryAllTexts(".o_retention_ticks span")).toEqual(["Nov 29"]);
    });

    test("two years have a tick a quarter", async () => {
        await mountTimeline({ start: "2024-11-15" });
        const ticks = queryAllTexts(".o_retention_ticks span");
        expect(ticks.length).toBeWithin(5, 9);
        expect(ticks.join()).toMatch(/^Feb 2025/);
    });

    test("each year is named where its first tick stands", async () => {
        await mountTimeline({ start: "2025-02-28", end: "2026-11-29" });
        const ticks = queryAllTexts(".o_retention_ticks span").join();
        expect(ticks).toBe("May 2025,Aug,Nov,Feb 2026,May,Aug,Nov");
    });

    test("on a phone there are fewer ticks, the last of them uncut", async () => {
        patchWithCleanup(utils, { isSmall: () => true });
        await mountTimeline({ start: "2025-02-28", end: "2026-11-29" });
        expect(queryAllTexts(".o_retention_ticks span").join()).toBe("May 2025,Nov,May 2026");
    });

    test("absurd dates make no endless row of ticks", async () => {
        await mountTimeline({ start: "1024-01-01" });
        expect(queryAll(".o_retention_ticks span").length).toBeWithin(1, 14);
    });

    test("a status set manually is hatched from its day on", async () => {
        await mountTimeline({
            by_hand: { label: "Lost", start: "2026-06-01", end: "2026-06-30" },
        });
        const [x] = numbers(".o_retention_by_hand", "x");
        const [width] = numbers(".o_retention_by_hand", "width");
        expect(x).toBeWithin(0.8 * WIDTH, 0.9 * WIDTH);
        expect(x + width).toBe(WIDTH);
        expect(".o_retention_timeline").toHaveText(/Lost, set manually, from 06\/01\/2026/);
        expect("svg.o_retention_key").toHaveCount(1);
    });

    test("one set manually today is hatched as wide as a stroke", async () => {
        const end = "2026-06-30";
        await mountTimeline({ end, by_hand: { label: "Lost", start: end, end } });
        const [x] = numbers(".o_retention_by_hand", "x");
        const [width] = numbers(".o_retention_by_hand", "width");
        expect(width).toBeGreaterThan(7);
        expect(x + width).toBe(WIDTH);
    });

    test("in a language from right to left it begins at the right", async () => {
        defineParams({ lang_parameters: { direction: "rtl" } });
        await mountTimeline();
        const [active, dormant] = numbers("rect[data-status]", "x");
        expect(dormant).toBe(0);
        expect(active).toBeWithin(WIDTH / 3, WIDTH);
        expect(numbers(".o_retention_mark", "x1")[0]).toBe(WIDTH);
    });
});
