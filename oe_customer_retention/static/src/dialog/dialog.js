import { formatList } from "@web/core/l10n/utils";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** What a dialog asks for: it names what is still empty, Odoo only says that something is. */
class DialogRecord extends formView.Model.Record {
    _displayInvalidFieldNotification() {
        const empty = [...this._invalidFields].map((name) => this.fields[name].string);
        const text = _t("Fill in: %s", formatList(empty));
        return this.model.notification.add(text, { type: "danger" });
    }
}

class DialogModel extends formView.Model {
    static Record = DialogRecord;
}

registry.category("views").add("retention_dialog", { ...formView, Model: DialogModel });
