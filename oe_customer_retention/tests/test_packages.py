"""The packages of the addon form a graph without circles, from the shared files up."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from odoo.tests import BaseCase

ROOT = Path(__file__).parents[1]
LAYERS = ("models", "reports", "wizards", "controllers", "analytics")
NAMES = ("_name", "_inherit")
# Flat because all packages share them.
SHARED = {
    "groups": "for whom a field is",
    "labels": "what people read of a field",
    "notification": "what a button tells whoever pressed it",
    "optional_fields": "fields that may be unknown, or are SQL",
    "rates": "of how many customers there are rates",
    "res_company": "the company's day and timezone",
    "scope": "what one refresh is about",
    "server_fields": "fields people do not write",
    "sql": "pieces of SQL",
    "status": "the statuses there are",
}


class Source:
    """One file, the package it lies in, and what it needs of other packages."""

    def __init__(self, path):
        self.parts = path.relative_to(ROOT).with_suffix("").parts
        self.tree = ast.parse(path.read_text())

    @property
    def package(self):
        """``models/crm`` of models/crm/lead.py; ``models`` of a file that lies flat."""
        return "/".join(self.parts[:-1])

    def models(self):
        """Yield the names of the models made here, not those only extended."""
        for class_ in self.tree.body:
            if isinstance(class_, ast.ClassDef):
                values = dict(self._attributes(class_))
                name = values.get("_name")
                if name and name not in values.get("_inherit", ()):
                    yield name

    def _attributes(self, class_):
        for line in class_.body:
            if isinstance(line, ast.Assign) and line.targets[0].id in NAMES:
                yield line.targets[0].id, ast.literal_eval(line.value)

    def imports(self):
        """Yield the paths, without suffix, of the modules and packages imported."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = self.parts[: len(self.parts) - node.level]
                yield "/".join((*base, *(node.module or "").split("."))).strip("/")

    def strings(self):
        """Return all texts in the file; the names of models are among them."""
        constants = (n for n in ast.walk(self.tree) if isinstance(n, ast.Constant))
        return {node.value for node in constants if isinstance(node.value, str)}


@cache
def sources():
    """Return the files of the addon's layers."""
    return [
        Source(path)
        for layer in LAYERS
        for path in sorted((ROOT / layer).rglob("*.py"))
        if path.name != "__init__.py"
    ]


def graph(files):
    """Return ``{package: packages it needs}``."""
    home = {model: file.package for file in files for model in file.models()}
    needs = {file.package: set() for file in files}
    for file in files:
        named = {home[text] for text in file.strings() if text in home}
        imported = {package_of(path) for path in file.imports()}
        needs[file.package] |= (named | imported) - {file.package, ""}
    return needs


def package_of(path):
    """Return the package that an imported module lies in, or is."""
    return path if (ROOT / path).is_dir() else path.rpartition("/")[0]


class TestPackages(BaseCase):
    def test_packages_need_each_other_in_one_direction(self):
        try:
            order = [*TopologicalSorter(graph(sources())).static_order()]
        except CycleError as error:
            self.fail("These packages need each other: " + " > ".join(error.args[1]))
        self.assertLess(order.index("models/signals"), order.index("models/refresh"))

    def test_a_circle_is_found(self):
        files = sources()
        lower = next(file for file in files if file.package == "models/signals")
        lower.tree.body.append(ast.parse('"customer.retention.refresh"').body[0])
        self.addCleanup(lower.tree.body.pop)
        with self.assertRaises(CycleError):
            [*TopologicalSorter(graph(files)).static_order()]

    def test_only_what_packages_share_lies_flat_in_models(self):
        files = sources()
        flat = {file.parts[-1] for file in files if file.package == "models"}
        self.assertEqual(flat, {*SHARED})
        imports = [(file.package, {*file.imports()}) for file in files]
        for name in flat - {"res_company"}:
            users = {package for package, own in imports if f"models/{name}" in own}
            self.assertGreater(len(users - {"models"}), 1, f"{name} is for {users}")
