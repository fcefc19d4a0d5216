"""A status is one entry: what can read it follows, the rest is compared with it."""

import itertools
import json
import operator
import re
from pathlib import Path

from lxml import etree, html
from odoo.tests import TransactionCase, tagged

from ..models.policy.policy import THRESHOLDS
from ..models.reaction.reaction import STATUS_CHOICES, STATUS_GROUPS
from ..models.status import BY_KEY, ENTRIES, STATUSES, Status
from ..reports.movement import STATUS_COUNTS
from .reports.reports_common import PROFILE
from .reports.test_report import REPORT
from .reports.workbook_common import WorkbookCase
from .status import add_status

STYLES = Path(__file__).parents[1] / "static/src/status/status.scss"
HEAT = STYLES.parents[1] / "dashboard/dashboard.scss"
CONTRAST = STYLES.parents[1] / "touch/contrast.scss"
TEXT, ACTION = "#212529", "#71639e"  # Odoo's own
PAUSED = Status("paused", "Paused", rank=0.6, accent="#8a6fc9")


class TestOneMoreStatus(WorkbookCase):
    def setUp(self):
        super().setUp()
        add_status(self, PAUSED)
        self.profile = self._profile(self.at_risk).with_user(self.manager)
        self._pause(self.profile.sudo())

    def _pause(self, profile):
        last = profile.transition_ids.filtered(lambda change: not change.end_date)
        last.end_date = self.today
        last.copy(
            {
                "date": self.today,
                "end_date": False,
                "from_status": last.to_status,
                "to_status": "paused",
                "flow": "lapsed",
            }
        )
        profile.write({"status": "paused", "status_date": self.today})

    def _data(self):
        return self.env["customer.retention.dashboard"].get_data([])

    def test_the_dashboard_counts_it_and_opens_what_it_counts(self):
        data = self._data()
        row = next(row for row in data["statuses"] if row["status"] == "paused")
        self.assertEqual((row["label"], row["count"]), ("Paused", 1))
        self.assertEqual(data["months"][-1]["statuses"]["paused"], 1)
        customers = next(f for f in data["figures"] if f["key"] == "customers")
        for count, action in (
            (row["count"], row["action"]),
            (customers["value"], customers["action"]),
        ):
            opened = self.env[PROFILE].search_count(action["domain"])
            self.assertEqual(opened, count)

    def test_the_pdf_lists_it(self):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        data = {"domain": [], "lists": True}
        content, _type = reports._render_qweb_html(REPORT, None, data=data)
        text = " ".join(html.fromstring(content).text_content().split())
        self.assertIn("Paused: 1", text)
        self.assertIn(PAUSED.accent, content.decode())

    def test_the_workbook_counts_and_marks_it(self):
        book = self._book()
        for title in ("Movement", "By salesperson"):
            self.assertIn("Paused", [cell.value for cell in book[title][1]])
        [row] = [row for row in book["Summary"].iter_rows() if row[0].value == "Paused"]
        self.assertIn("COUNTIF", row[1].value)
        self.assertEqual(row[0].fill.fgColor.rgb.lower(), f"ff{PAUSED.tint[1:]}")

    def test_the_form_explains_it(self):
        self.assertRegex(self.profile.status_reason, "^Paused since .*[0-9]+.*\\.$")

    def test_the_picture_has_a_band_of_it(self):
        band = self.profile.get_picture()["bands"][-1]
        self.assertEqual((band["label"], band["rank"]), ("Paused", PAUSED.rank))


@tagged("post_install", "-at_install")
class TestStatusElsewhere(TransactionCase):
    """What cannot read the entries: a further status has to be put there too."""

    def test_the_stylesheet_has_the_accents(self):
        accents = dict(re.findall(r'"(\w+)": (#\w{6}),', STYLES.read_text()))
        self.assertEqual(accents, {key: row.accent for key, row in BY_KEY.items()})

    def test_accents_are_seen_on_white_and_apart_from_their_neighbours(self):
        lightness = [_luminance(status.accent) for status in ENTRIES]
        for accent in lightness:
            self.assertGreaterEqual(_contrast(1, accent), 3)
        for accent, neighbour in itertools.pairwise(lightness):
            self.assertGreaterEqual(_contrast(accent, neighbour), 1.5)

    def test_text_is_read_on_every_tint_and_heat(self):
        """A badge's text on its tint; the page's text, and links, on what is shaded."""
        styles, heat = STYLES.read_text(), HEAT.read_text()
        [opacity] = re.findall(r"background-color: rgba\(\$accent, ([.\d]+)\)", styles)
        [part] = re.findall(r"mix\(\$accent, \$o-main-text-color, (\d+)%\)", styles)
        [step] = re.findall(r"rgba\(\$o-action, ([.\d]+) \* \$strength\)", heat)
        pairs = [(ACTION, "#ffffff")]
        for status in ENTRIES:
            tint = _mixed(status.accent, "#ffffff", float(opacity))
            pairs.append((_mixed(status.accent, TEXT, int(part) / 100), tint))
            pairs.append((TEXT, status.tint))  # in the workbook
        for strength in range(1, 6):
            pairs.append((TEXT, _mixed(ACTION, "#ffffff", float(step) * strength)))
        for text, background in pairs:
            contrast = _contrast(_luminance(text), _luminance(background))
            self.assertGreaterEqual(contrast, 4.5, (text, background))

    def test_badges_keep_their_edge_in_forced_colours(self):
        styles = CONTRAST.read_text()
        edge = styles.partition("@mixin retention-edge {")[2]
        forced = edge.partition("@media (forced-colors: active)")[2]
        self.assertRegex(forced, r"^ \{\s+outline: 1px solid;")
        edged = re.findall(r"([^{}]+) \{\s+@include retention-edge;", styles)
        self.assertIn('[class*="text-bg-retention-"]', edged[0])
        self.assertEqual(edged[1].strip(), ".badge")

    def test_a_tint_is_a_fifth_of_the_accent(self):
        self.assertEqual(BY_KEY["active"].tint, "#cfe4e2")
        self.assertEqual(BY_KEY["lost"].tint, "#ded0d2")

    def test_every_board_colours_every_status(self):
        boards = self.env["ir.ui.view"].search(
            [("model", "=", PROFILE), ("type", "=", "kanban"), ("mode", "=", "primary")]
        )
        bars = [
            bar
            for board in boards
            for bar in etree.fromstring(board.arch).iter("progressbar")
            if bar.get("field") == "status"
        ]
        self.assertEqual(len(bars), 2)
        for bar in bars:
            colours = {key: f"retention-{key}" for key, _label in STATUSES}
            self.assertEqual(json.loads(bar.get("colors")), colours)

    def test_movement_counts_every_status_and_shows_the_count(self):
        movement = self.env["customer.retention.movement"]
        self.assertEqual(STATUS_COUNTS, {f"{s.key}_count": s.key for s in ENTRIES})
        for kind in ("list", "form"):
            arch = etree.fromstring(movement.get_view(view_type=kind)["arch"])
            shown = {node.get("name") for node in arch.iter("field")}
            self.assertLessEqual({*STATUS_COUNTS}, shown, kind)
        self.assertLessEqual({*STATUS_COUNTS}, {*movement._fields})

    def test_the_policy_has_the_thresholds_in_their_order(self):
        policies = self.env["customer.retention.policy"]
        self.assertLessEqual({*THRESHOLDS}, {*policies._fields})
        days = [policies._fields[name].default(policies) for name in THRESHOLDS]
        self.assertEqual(days, sorted(days))

    def test_a_reaction_names_the_statuses_it_puts_together(self):
        labels = dict(STATUS_CHOICES)
        for group, keys in STATUS_GROUPS.items():
            *first, last = [BY_KEY[key].label.capitalize() for key in keys]
            words = f"{', '.join(first)} or {last}".capitalize()
            self.assertEqual(labels[group], words)


def _luminance(colour):
    """Return the relative luminance of ``#rrggbb``, as WCAG 2 defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return sum(map(operator.mul, (0.2126, 0.7152, 0.0722), linear))


def _mixed(colour, other, share):
    """Return ``#rrggbb`` of a colour laid over another, opaque by ``share``."""
    pairs = ([int(each[i : i + 2], 16) for each in (colour, other)] for i in (1, 3, 5))
    return "#" + "".join(
        f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs
    )


def _contrast(one, other):
    """Return the contrast ratio of two luminances, as WCAG 2 defines it."""
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)
