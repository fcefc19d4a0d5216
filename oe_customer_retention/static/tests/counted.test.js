import { counted } from "@oe_customer_retention/counted/counted";
import { beforeEach, expect, test } from "@odoo/hoot";
import { makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { user } from "@web/core/user";

beforeEach(() => makeMockEnv());

function days(language, text) {
    patchWithCleanup(user, {
        get lang() {
            return language;
        },
    });
    return [0, 1, 2, 3, 11, 100].map((number) => counted(text, { days: number }));
}

test("a noun has the form its number asks for", () => {
    const german = days("de-DE", "seit %(days)s {days:Tag|Tagen}");
    expect(german.slice(0, 3)).toEqual(["seit 0 Tagen", "seit 1 Tag", "seit 2 Tagen"]);
    expect(days("fr-FR", "%(days)s {days:jour|jours}")[0]).toBe("0 jour");
});

test("a language has as many forms as it needs", () => {
    const arabic = days("ar", "%(days)s {days:a|b|c|d|e|f}");
    expect(arabic).toEqual(["0 a", "1 b", "2 c", "3 d", "11 e", "100 f"]);
});

test("a form may say the number itself", () => {
    const arabic = days("ar", "seit %(days)s {days:a|b|=c|d|e|f}");
    expect(arabic.slice(1, 4)).toEqual(["seit 1 b", "seit c", "seit 3 d"]);
});

test("a number is grouped, a text is left as it is", () => {
    const text = counted("%(name)s: %(count)s {count:call|calls}", { name: "{a:b}", count: 1234 });
    expect(text).toBe("{a:b}: 1,234 calls");
});
