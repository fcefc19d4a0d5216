import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    setPartnerToCurrentOrder(partner) {
        super.setPartnerToCurrentOrder(...arguments);
        if (partner) {
            this.tellOfBlock(this.getOrder(), partner);
        }
    },

    /**
     * Tell the cashier that a customer is blocked, and take it off the order where
     * nothing may be sold to it. Without a connection there is nothing to tell.
     *
     * @param {Object} order
     * @param {Object} partner
     */
    async tellOfBlock(order, partner) {
        const block = await this.data.silentCall("res.partner", "get_counter_block", [
            [partner.id],
            this.config.id,
        ]);
        if (!block) {
            return;
        }
        if (block.is_refused && order.getPartner() === partner) {
            order.setPartner(false);
        }
        this.dialog.add(AlertDialog, {
            title: block.is_refused ? _t("Nothing may be sold") : _t("Blocked customer"),
            body: block.text,
        });
    },
});
