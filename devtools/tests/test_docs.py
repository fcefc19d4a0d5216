"""Documents say what is there: links lead somewhere, examples are from code."""

import re
import textwrap
import unittest

from devtools.paths import ADDONS, ROOT

DOCUMENTS = sorted(
    path for folder in (ROOT, ROOT / "docs", *ADDONS) for path in folder.glob("*.md")
)
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
EXAMPLE = re.compile(r"<!-- from (\S+) -->\n+```\w*\n(.*?)```", re.DOTALL)


class TestDocuments(unittest.TestCase):
    def test_links_lead_to_files(self):
        for path in DOCUMENTS:
            for target in LINK.findall(path.read_text()):
                with self.subTest(document=path.name, link=target):
                    self.assertTrue((path.parent / target).exists())

    def test_examples_are_copied_from_code(self):
        examples = [
            (path.name, source, text)
            for path in DOCUMENTS
            for source, text in EXAMPLE.findall(path.read_text())
        ]
        self.assertTrue(examples)
        for document, source, text in examples:
            code = "\n".join(map(str.strip, (ROOT / source).read_text().splitlines()))
            lines = "\n".join(
                map(str.strip, textwrap.dedent(text).strip().splitlines())
            )
            with self.subTest(document=document, example=text.split("\n")[0]):
                self.assertIn(lines, code)
