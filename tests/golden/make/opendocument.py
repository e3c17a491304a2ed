"""Make the golden OpenDocument text: the Word regulation, saved by LibreOffice.

LibreOffice's output differs from run to run in its time stamps, so run this only to change the file:

    python tests/golden/make/opendocument.py
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

import word

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "regulation.docx"
        source.write_bytes(word.make())
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        subprocess.run([*office, "--convert-to", "odt", "--outdir", folder, source], check=True)
        shutil.copy(source.with_suffix(".odt"), word.GOLDEN / "regulation.odt")
