"""Sentences of this part of the interface, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {
    "people_sign_in": ("登录", "Sign in"),
    "people_sign_out": ("退出登录", "Sign out"),
    "people_welcome": ("请登录后使用。", "Please sign in to go on."),
    "people_signed_out": ("您已退出登录。", "You have signed out."),
    "people_name": ("用户名", "User name"),
    "people_password": ("密码", "Password"),
    "people_with_provider": ("用单位账号登录", "Sign in with your organisation's account"),
    "people_refused": ("不能访问", "No access"),
    "people_who": ("当前用户", "Signed in as"),
    "people_administrator": ("管理员", "administrator"),
    # errors
    "sign_in_required": ("请先登录，再来提问。", "Please sign in first, then ask."),
    "token_invalid": (
        "登录已过期，请刷新所在网页。",
        "The sign-in has expired. Please reload the page.",
    ),
    "sign_in_failed": (
        "名称或密码不对，或登录没有完成，请重新登录。",
        "The name or password is wrong, or signing in was not finished. Please sign in again.",
    ),
    "sign_in_unavailable": (
        "暂时连不上单位的登录服务，请稍后再试。",
        "The sign-in service cannot be reached just now. Please try again later.",
    ),
    "forbidden": (
        "您没有使用这一项的权限；如有需要，请联系管理员。",
        "You may not use this. If you need to, ask the administrator.",
    ),
    "too_many_attempts": (
        "登录失败次数太多，请过几分钟再试。",
        "Signing in has failed too often. Please try again in a few minutes.",
    ),
    "too_many_questions": (
        "您问得太快了，请过一会儿再问。",
        "You are asking too fast. Please ask again in a moment.",
    ),
    "busy": (
        "正在提问的人太多，请过一会儿再问。",
        "Too many people are asking just now. Please ask again in a moment.",
    ),
    "password_file_invalid": (
        "密码文件有误，暂时不能登录。请管理员查看日志。",
        "The password file is damaged and nobody can sign in. The administrator will find why in the log.",
    ),
}
