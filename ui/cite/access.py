"""Who may have the original files."""

from enum import StrEnum


class Originals(StrEnum):
    """What ``YOUJU_ORIGINALS`` may say."""

    ALLOW = "allow"  # everyone who may read the document
    ADMINISTRATORS = "administrators"  # downloads for them alone; every reader sees the pages as pictures
    DENY = "deny"  # nobody, not even as pictures
