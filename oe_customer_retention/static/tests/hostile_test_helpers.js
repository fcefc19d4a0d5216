/** What a hostile user wrote, and a server that fails by it. */
import { makeServerError } from "@web/../tests/web_test_helpers";

export const EVIL = `<img src="x" onerror="throw new Error('run')">`;

export const fail = () => {
    throw makeServerError({ message: EVIL });
};
