"""Sentences of this part of the interface, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {
    "embed_label": ("有据公文问答", "Youju, answers from official documents"),
    "embed_hint": (
        "答案是公文中的原文，附出处；找不到时会如实说明。",
        "Answers are the documents' own words, with their source; when there is none, it says so.",
    ),
    "embed_lost": (
        "连接不上服务器，这次没有查完，请稍后再问。",
        "The server cannot be reached, and the search did not finish. Please ask again in a moment.",
    ),
    "embed_signed_out": (
        "登录已过期，请刷新所在网页后再问。",
        "Your sign-in has expired. Please reload the page and ask again.",
    ),
}
