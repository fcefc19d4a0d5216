import { describe, expect, test } from "@odoo/hoot";
import { Component, xml } from "@odoo/owl";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";
import { useRetentionDownloads } from "@oe_customer_retention/downloads/downloads";

describe.current.tags("desktop");
defineMailModels();

class Buttons extends Component {
    static template = xml`<div class="buttons"><t t-call="oe_customer_retention.Downloads" /></div>`;
    static props = ["*"];

    setup() {
        this.downloads = useRetentionDownloads();
    }
}

for (const [mayExport, count] of [
    [true, 1],
    [false, 0],
]) {
    test(`PDF and Excel follow the right to export: ${mayExport}`, async () => {
        patchWithCleanup(user, {
            hasGroup: async (group) => group === "base.group_allow_export" && mayExport,
        });
        await mountWithCleanup(Buttons);
        await animationFrame();
        expect(".o_retention_pdf").toHaveCount(count);
        expect(".o_retention_excel").toHaveCount(count);
    });
}
