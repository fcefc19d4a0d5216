import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { user } from "@web/core/user";
import { formatRate } from "@oe_customer_retention/rate/rate_field";

class Policy extends models.Model {
    _name = "customer.retention.policy";
    at_risk_days = fields.Integer({ string: "At risk after" });
    dormant_days = fields.Integer({ string: "Dormant after" });
    lost_days = fields.Integer({ string: "Lost after" });
    count_visit = fields.Boolean({ string: "Visits" });
    season_from = fields.Char();
    season_until = fields.Char();
    _records = [{ id: 1, at_risk_days: 60, dormant_days: 90, lost_days: 365 }];
}

class Profile extends models.Model {
    _name = "customer.retention.profile";
    _records = [{ id: 7 }];
}

defineMailModels();
defineModels([Policy, Profile]);

const PREVIEW = {
    error: null,
    total: 10,
    moving: 3,
    statuses: [
        { status: "active", label: "Active", now: 10, then: 7 },
        { status: "lost", label: "Lost", now: 0, then: 3 },
    ],
    moves: [
        { from_status: "active", to_status: "active", count: 7, domain: [] },
        { from_status: "active", to_status: "lost", count: 3, domain: [["id", "=", 5]] },
    ],
};
const CURVE = {
    error: null,
    gaps: 40,
    open_gaps: 12,
    within: 180,
    needed: 30,
    points: [
        { days: 0, chance: 0.9 },
        { days: 100, chance: 0.2 },
    ],
    curves: [
        { key: 1, label: "1 purchase day", customers: 7, points: [{ days: 0, chance: 0.4 }] },
        { key: 2, label: "2 purchase days", customers: 5, points: [] },
    ],
    table: [
        { days: 30, chances: [0.4, null] },
        { days: 60, chances: [0, 0.25] },
    ],
    thresholds: [
        {
            name: "at_risk_days",
            status: "at_risk",
            days: 60,
            chance: 0.5,
            sentence: "Half of them.",
        },
    ],
    suggestions: [
        { name: "at_risk_days", days: 41, level: 0.5, reason: "measured" },
        { name: "dormant_days", days: 111, level: 0.25, reason: "measured" },
        { name: "lost_days", days: 365, level: 0.1, reason: "unreached" },
    ],
};

const mountPolicy = (widget) =>
    mountView({
        type: "form",
        resModel: "customer.retention.policy",
        resId: 1,
        arch: `
            <form>
                <field name="at_risk_days"/>
                <field name="dormant_days"/>
                <field name="lost_days"/>
                <field name="count_visit"/>
                <widget name="${widget}"/>
            </form>`,
    });

test("the preview counts who would move", async () => {
    onRpc("get_preview", () => PREVIEW);
    await mountPolicy("retention_policy_preview");
    await animationFrame();
    expect("strong:first").toHaveText("3 of 10 customers of this policy would change status.");
    expect("p:contains(statuses set manually are left out)").toHaveCount(1);
    expect(queryAllTexts("td button")).toEqual(["7", "3"]);
});

test("the preview asks again with the unsaved days", async () => {
    onRpc("get_preview", ({ args: [id, values] }) => {
        expect.step(`${id}: ${values.at_risk_days}`);
        return PREVIEW;
    });
    await mountPolicy("retention_policy_preview");
    await contains("[name=at_risk_days] input").edit("45");
    await animationFrame();
    expect.verifySteps(["1: 60", "1: 45"]);
});

test("the preview asks again with the switch of a kind another addon adds", async () => {
    onRpc("get_preview", ({ args: [, values] }) => {
        expect.step(values.count_visit);
        return PREVIEW;
    });
    await mountPolicy("retention_policy_preview");
    await contains("[name=count_visit] input").click();
    await animationFrame();
    expect.verifySteps([false, true]);
});

test("unsaved values of a setting are asked about, saved ones are not", async () => {
    onRpc("get_trial", ({ args: [id, values] }) => {
        expect.step(`${id}: ${JSON.stringify(values)}`);
        return { text: "3 customers would change status." };
    });
    await mountPolicy("retention_trial");
    await animationFrame();
    expect(".alert").toHaveCount(0);
    await contains("[name=at_risk_days] input").edit("45");
    await animationFrame();
    expect(".alert").toHaveText("3 customers would change status.");
    expect.verifySteps(['1: {"at_risk_days":45}']);
    await contains(".o_form_button_cancel").click();
    await animationFrame();
    expect(".alert").toHaveCount(0);
});

test("a cell of the preview opens its customers", async () => {
    onRpc("get_preview", () => PREVIEW);
    mockService("action", {
        doAction: ({ res_model, domain }) => {
            expect.step(`${res_model} ${JSON.stringify(domain)}`);
        },
    });
    await mountPolicy("retention_policy_preview");
    await animationFrame();
    await click("td button:last");
    await animationFrame();
    expect.verifySteps(['customer.retention.profile [["id","=",5]]']);
});

test("days that cannot be saved are explained in place of the preview", async () => {
    onRpc("get_preview", () => ({ error: "Dormant must be more." }));
    await mountPolicy("retention_policy_preview");
    await animationFrame();
    expect("[role=alert]").toHaveText("Dormant must be more.");
});

test("what became of such customers is told in words", async () => {
    onRpc("get_preview", () => PREVIEW);
    onRpc("get_hindsight", () => ({
        statuses: [
            { status: "lost", customers: 10, returned: 3, share: "30%" },
            { status: "active", customers: 9, returned: 1, share: null },
        ],
    }));
    await mountPolicy("retention_policy_preview");
    await animationFrame();
    await contains(".btn-secondary:contains(Comparison)").click();
    await animationFrame();
    expect(queryAllTexts(".o_retention_policy_preview li")).toEqual([
        "Lost a year ago: 10 customers, 3 of them (30%) have become active since.",
        "Active a year ago: 9 customers, 1 of whom has become active since.",
    ]);
});

test("the curve says in words what the picture shows", async () => {
    onRpc("get_return_curve", () => CURVE);
    await mountPolicy("retention_return_curve");
    await animationFrame();
    expect("canvas").toHaveAttribute("aria-label", "Half of them.");
    expect(".o_retention_return_curve p").toHaveText(
        "From 40 gaps between purchases, 12 of them not ended yet."
    );
});

test("the mean of all is drawn further than the classes' own data reach", async () => {
    onRpc("get_return_curve", () => CURVE);
    await mountPolicy("retention_return_curve");
    await animationFrame();
    const lines = Chart.getChart(queryOne("canvas")).data.datasets;
    expect(lines.map(({ label }) => label)).toEqual(["1 purchase day", "On average"]);
    expect(lines[1].data).toEqual([
        { x: 0, y: 0.9 },
        { x: 100, y: 0.2 },
    ]);
});

test("the curves are in a table for those who do not see them", async () => {
    onRpc("get_return_curve", () => CURVE);
    await mountPolicy("retention_return_curve");
    await animationFrame();
    const texts = (selector) => queryAllTexts(`.o_retention_return_curve table ${selector}`);
    expect(texts("thead th")).toEqual(["Days inactive", "1 purchase day", "2 purchase days"]);
    expect(texts("tbody tr:first-child td")).toEqual(["40%", "too few"]);
    expect(texts("tbody tr:last-child td")).toEqual(["0%", "25%"]);
});

test("suggested days are filled in, not saved", async () => {
    onRpc("get_return_curve", () => CURVE);
    onRpc("web_save", () => expect.step("saved"));
    await mountPolicy("retention_return_curve");
    await animationFrame();
    await contains(".btn-secondary:contains(suggested)").click();
    expect("[name=at_risk_days] input").toHaveValue("41");
    expect("[name=dormant_days] input").toHaveValue("111");
    expect.verifySteps([]);
});

test("too little data is said instead of drawn", async () => {
    onRpc("get_return_curve", () => ({ ...CURVE, gaps: 4, points: [] }));
    await mountPolicy("retention_return_curve");
    await animationFrame();
    expect("canvas").toHaveCount(0);
    expect(".alert-info").toHaveText(/there are 4 gaps in all/);
});

test("an unknown rate is blank, a rate of zero is not", () => {
    expect(formatRate(false)).toBe("");
    expect(formatRate(0)).toBe("0%");
    patchWithCleanup(user, { lang: "de-DE" });
    expect(formatRate(0.956, { digits: [16, 1] })).toBe("95.6\u00a0%");
});

test("shares differ by points, with their sign, and none where that is written as nothing", async () => {
    await makeMockEnv();
    expect(formatRate(0.05, { signed: true })).toBe("+5 pts");
    expect(formatRate(-0.05, { signed: true })).toBe("-5 pts");
    for (const difference of [0.0001, 0, -0.0001]) {
        expect(formatRate(difference, { digits: [16, 1], signed: true })).toBe("±0 pts");
    }
    expect(formatRate(0.05)).toBe("5%");
});

const band = (status, rank, start, end) => ({
    status,
    label: status,
    rank,
    start,
    end,
    days: 40,
});
const PICTURE = {
    start: "2025-01-01",
    end: "2025-04-10",
    bands: [
        band("at_risk", 0.75, "2025-01-01", "2025-03-02"),
        band("active", 1, "2025-03-02", "2025-04-10"),
    ],
    marks: [{ date: "2025-01-01", count: 1 }],
};

const mountProfile = async () => {
    await mountView({
        type: "form",
        resModel: "customer.retention.profile",
        resId: 7,
        arch: `<form><widget name="retention_timeline"/></form>`,
    });
    await animationFrame();
};

test("the picture has a band per status, as long as it lasted", async () => {
    onRpc("get_picture", () => PICTURE);
    await mountProfile();
    expect("rect").toHaveCount(2);
    expect("rect[data-status=at_risk]").toHaveAttribute("width", "600");
    expect("rect[data-status=active]").toHaveAttribute("x", "600");
});

test("a status that began today is there to be seen", async () => {
    onRpc("get_picture", () => ({
        ...PICTURE,
        bands: [
            band("lost", 0.25, "2025-01-01", "2025-04-10"),
            band("active", 1, "2025-04-10", "2025-04-10"),
        ],
    }));
    await mountProfile();
    expect("rect[data-status=lost]").toHaveAttribute("width", "990");
    expect("rect[data-status=active]").toHaveAttribute("x", "990");
    expect("rect[data-status=active]").toHaveAttribute("width", "10");
});

test("a worse status has a lower band", async () => {
    onRpc("get_picture", () => PICTURE);
    await mountProfile();
    expect("rect[data-status=active]").toHaveAttribute("height", "60");
    expect("rect[data-status=at_risk]").toHaveAttribute("height", "45");
});

test("the legend begins with the best status", async () => {
    onRpc("get_picture", () => PICTURE);
    await mountProfile();
    expect(queryAllTexts("span:has(> .o_retention_key)")).toEqual(["active", "at_risk"]);
});

test("the picture is told in words", async () => {
    onRpc("get_picture", () => PICTURE);
    await mountProfile();
    expect("ol.visually-hidden li").toHaveCount(2);
    expect("svg").toHaveAttribute("aria-label", /1 day with purchases/);
});

test("without a history the picture tells what to do", async () => {
    onRpc("get_picture", () => ({ start: false, end: "2025-01-01", bands: [], marks: [] }));
    await mountProfile();
    expect("svg").toHaveCount(0);
    expect(".o_retention_timeline").toHaveText(/Read the documents again/);
});

const SEASON_FORM = `
    <form>
        <field name="season_from" widget="retention_month_day" options="{'all_year': True}"/>
        <field name="season_until" widget="retention_month_day" options="{'last_day': True}"/>
    </form>`;

function choicesOf(name, label) {
    return queryAllTexts(`[name=${name}] select[aria-label=${label}] option`);
}

test("a day of the season is a month and one of its days", async () => {
    await mountView({
        type: "form",
        resModel: "customer.retention.policy",
        resId: 1,
        arch: SEASON_FORM,
    });
    expect(choicesOf("season_from", "Month").slice(0, 2)).toEqual(["All year", "January"]);
    expect("[name=season_from] select[aria-label=Day]").toHaveCount(0);
    await contains("[name=season_from] select[aria-label=Month]").select("4");
    expect(choicesOf("season_from", "Day")).toHaveLength(30);
    await contains("[name=season_from] select[aria-label=Day]").select("15");
    await contains("[name=season_until] select[aria-label=Month]").select("2");
    onRpc("web_save", ({ args }) => {
        expect.step(args[1]);
    });
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ season_from: "04-15", season_until: "02-29" }]);
});

test("a shorter month has its last day, and no month is all year", async () => {
    Policy._records = [{ id: 1, season_from: "05-31", season_until: "06-30" }];
    await mountView({
        type: "form",
        resModel: "customer.retention.policy",
        resId: 1,
        arch: SEASON_FORM,
    });
    await contains("[name=season_from] select[aria-label=Month]").select("4");
    expect("[name=season_from] select[aria-label=Day]").toHaveValue("30");
    await contains("[name=season_from] select[aria-label=Month]").select("0");
    expect("[name=season_from] select[aria-label=Day]").toHaveCount(0);
});

test("the day of a season is read with the name of its month", async () => {
    Policy._records = [{ id: 1, season_from: "05-31", season_until: false }];
    onRpc("get_seasonal_buyers", () => []);
    await mountView({
        type: "list",
        resModel: "customer.retention.policy",
        arch: `<list js_class="retention_policy_list">
            <field name="season_from" widget="retention_month_day"/>
        </list>`,
    });
    expect(queryAllTexts("td[name=season_from]")).toEqual(["May 31"]);
});

test("customers of a season are offered a policy above the list", async () => {
    onRpc("get_seasonal_buyers", () => [
        { customers: 14, text: "14 customers buy in spring.", action: { id: "new" } },
    ]);
    mockService("action", {
        doAction(action) {
            expect.step(action.id);
        },
    });
    await mountView({
        type: "list",
        resModel: "customer.retention.policy",
        arch: `<list js_class="retention_policy_list"><field name="season_from"/></list>`,
    });
    expect(queryAllTexts(".alert span")).toEqual(["14 customers buy in spring."]);
    await contains(".alert button").click();
    expect.verifySteps(["new"]);
});
