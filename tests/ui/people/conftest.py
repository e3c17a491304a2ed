"""``visitors`` and ``oidc_provider`` lie beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
