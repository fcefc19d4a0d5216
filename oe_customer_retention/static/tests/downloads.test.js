import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryOne } from "@odoo/hoot-dom";
import { Component, xml } from "@odoo/owl";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { user } from "@web/core/user";
import { describeFilters, useRetentionDownloads } from "@oe_customer_retention/downloads/downloads";
import { EVIL } from "./hostile_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Buttons extends Component {
    static template = xml`<div class="buttons"><t t-call="oe_customer_retention.Downloads" /></div>`;
    static props = ["*"];

    setup() {
        this.downloads = useRetentionDownloads();
        this.downloadRequest = { domain: [["name", "=", EVIL]], period: "year", filters: EVIL };
    }
}

let mayExport;

beforeEach(() => {
    mayExport = async () => true;
    patchWithCleanup(user, { hasGroup: () => mayExport() });
});

for (const [isAllowed, count] of [
    [true, 1],
    [false, 0],
]) {
    test(`PDF and Excel follow the right to export: ${isAllowed}`, async () => {
        mayExport = async () => isAllowed;
        await mountWithCleanup(Buttons);
        expect(".o_retention_pdf").toHaveCount(count);
        expect(".o_retention_excel").toHaveCount(count);
    });
}

test("while the workbook is made the page waits, and goes on after a failure", async () => {
    expect.errors(1);
    mockService("ui", {
        block: () => expect.step("block"),
        unblock: () => expect.step("unblock"),
    });
    const late = new Deferred();
    patchWithCleanup(download, {
        _download({ url, data }) {
            expect.step([url, data.domain, data.filters]);
            return late;
        },
    });
    await mountWithCleanup(Buttons);
    queryOne(".o_retention_excel").click();
    await animationFrame();
    const domain = JSON.stringify([["name", "=", EVIL]]);
    expect.verifySteps(["block", ["/customer_retention/workbook.xlsx", domain, EVIL]]);
    late.reject(makeServerError({ message: EVIL }));
    await animationFrame();
    expect.verifySteps(["unblock"]);
    expect.verifyErrors([EVIL]);
});

test("a PDF that cannot be made can be asked for again", async () => {
    expect.errors(2);
    mockService("action", {
        async doAction({ report_name: name }) {
            expect.step(name);
            throw makeServerError({ message: EVIL });
        },
    });
    await mountWithCleanup(Buttons);
    for (let attempt = 0; attempt < 2; attempt++) {
        queryOne(".o_retention_pdf").click();
        await animationFrame();
    }
    const report = "oe_customer_retention.report_customers";
    expect.verifySteps([report, report]);
    expect.verifyErrors([EVIL, EVIL]);
});

test("filters are told as they are typed, and nothing of none", async () => {
    await mountWithCleanup(Buttons);
    expect(describeFilters({ facets: [] })).toBe("");
    const facets = [
        { type: "field", title: "Customer", values: [EVIL, "Acme"] },
        { type: "groupBy", title: "Stage", values: ["Stage"] },
        { type: "filter", values: ["Active"] },
    ];
    expect(describeFilters({ facets })).toBe(`Customer: ${EVIL} or Acme; Active`);
});
