"""Whether a document's last day is over, in a sentence. Nothing else tells: its state stays as it was found."""

from datetime import date

from ui.messages import text
from ui.settings import Language


def expiry(expires_on: date | None, today: date, language: Language) -> str:
    """Return that a document's last day lies before ``today``, or nothing while it does not."""
    if expires_on is None or expires_on >= today:
        return ""
    day = expires_on
    spoken = day.isoformat() if language == "en" else f"{day.year}年{day.month}月{day.day}日"
    return text("expired", language, day=spoken)
