"""Look for passwords, keys and tokens in what git keeps, or would with the next ``git add``.

    python scripts/find_secrets.py              ends with 1 where there is one that nobody has accepted
    python scripts/find_secrets.py --accept     accepts all that there are: look at each before

The finding is that of detect-secrets, with those of its plugins that know a format; its own hook is slower, and
stumbles over accepted ones that have moved to another line. Accepted are the invented ones of the tests, in
``.secrets.baseline``, by file, kind and digest.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[1]
BASELINE = ".secrets.baseline"
PLUGINS = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "PrivateKeyDetector",
)
SETTINGS = {
    "plugins_used": [{"name": name} for name in PLUGINS],
    "filters_used": [
        {"path": f"detect_secrets.filters.{name}"}
        for name in (
            "allowlist.is_line_allowlisted",
            "heuristic.is_indirect_reference",
            "heuristic.is_not_alphanumeric_string",
            "heuristic.is_prefixed_with_dollar_sign",
            "heuristic.is_templated_secret",
        )
    ],
}
# What each of these plugins needs to find anything in a line.
MAY_BE = re.compile(
    r"key|pass|pwd|secret|contrase|-----BEGIN|AKIA|A3T|ABIA|ACCA|ASIA|gh[pousr]_|gl[a-z]+-|GR1348941|eyJ|://[^/\s]+@",
    re.IGNORECASE,
)
# Documents and weights: large, and no place where anybody writes a password.
DATA = ("bot/data/", "corpus/data/", "corpus/samples/", "evaluation/suites/", "index/data/", "tests/golden/")

Known = tuple[str, str, str]  # file, kind, digest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true", help="accept all that there are")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    options = parser.parse_args()
    found = find(options.folder, tracked(options.folder))
    if options.accept:
        write(options.folder, found)
    known = set() if options.accept else accepted(options.folder)
    new = [secret for secret in found if not options.accept and key(secret) not in known]
    for secret in new:
        print(f"{secret.filename}:{secret.line_number}: {secret.type}")
    if new:
        print(
            f"疑似密钥 {len(new)} 处:请删除并更换;确是虚构的,加 --accept 登记。 / possible secrets, see above"
        )
    return 1 if new else 0


def tracked(folder: Path) -> list[str]:
    """Return the files to look at."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [name for name in names if name and name != BASELINE and not name.startswith(DATA)]


def find(folder: Path, names: Iterable[str]) -> list[PotentialSecret]:
    """Return what looks like a secret; binary files are passed over."""
    found = []
    with transient_settings(SETTINGS), tempfile.TemporaryDirectory() as beside:
        for name in names:
            content = (folder / name).read_bytes() if (folder / name).is_file() else b"\0"
            if b"\0" not in content:
                found += look(name, content.decode("utf-8", "replace"), Path(beside))
    return sorted(found, key=lambda secret: (secret.filename, secret.line_number))


def look(name: str, text: str, beside: Path) -> list[PotentialSecret]:
    """Return what looks like a secret in one file."""
    # The plugins take a millisecond a line.
    lines = {n: line for n, line in enumerate(text.split("\n"), 1) if MAY_BE.search(line)}
    if not lines:
        return []
    copy = beside / Path(name).name  # the same ending: what a quote means depends on it
    copy.write_text("\n".join(lines.values()), encoding="utf-8")
    found = list(scan_file(str(copy)))
    copy.unlink()
    numbers = list(lines)
    for secret in found:
        secret.filename, secret.line_number = name, numbers[secret.line_number - 1]
    return found


def key(secret: PotentialSecret) -> Known:
    """Return what a secret is known by, wherever in its file it stands."""
    return secret.filename, secret.type, secret.secret_hash


def accepted(folder: Path) -> set[Known]:
    """Return the secrets that somebody has looked at."""
    path = folder / BASELINE
    return {tuple(row) for row in json.loads(path.read_text(encoding="utf-8"))} if path.exists() else set()


def write(folder: Path, found: Iterable[PotentialSecret]) -> None:
    """Accept what was found."""
    rows = sorted({key(secret) for secret in found})
    lines = ",\n".join(json.dumps(row) for row in rows)
    (folder / BASELINE).write_text(f"[\n{lines}\n]\n" if rows else "[]\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
