"""When a document must be read again: its bytes changed, or what reads it."""

import hashlib
import shutil
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from kg.vocabulary import ontology_dir

_LIBRARIES: Final = (
    "jieba",
    "lxml",
    "onnxruntime",
    "opencv-python-headless",
    "pillow",
    "pypdfium2",
    "rapidocr",
    "spacy",
)
"""Libraries whose version, and whose absence, changes what is read."""

_HASHED: Final = 1 << 20


def file_digest(path: Path, most: int) -> str | None:
    """The SHA-256 of a file; None where it cannot be opened or has more than ``most`` bytes."""
    digest = hashlib.sha256()
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        with path.open("rb") as file:
            while block := file.read(_HASHED):
                digest.update(block)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()


@lru_cache(maxsize=1)
def program_fingerprint() -> str:
    """A digest of the program, its vocabularies and the libraries that read: another one reads all again."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    for root, pattern in ((package, "**/*.py"), (ontology_dir(), "**/*.ttl")):
        for path in sorted(root.glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode("utf-8"))
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    words = [f"python {sys.version_info[:2]}", *map(_library, _LIBRARIES)]
    words.append("soffice" if shutil.which("soffice") or shutil.which("libreoffice") else "")
    digest.update("\n".join(words).encode("utf-8"))
    return digest.hexdigest()[:20]


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} -"
