"""Every sentence of the interface, in both languages."""

from ui.admin.messages import MESSAGES as _ADMIN
from ui.cite.messages import MESSAGES as _CITE
from ui.embed.messages import MESSAGES as _EMBED
from ui.people.messages import MESSAGES as _PEOPLE
from ui.records.messages import MESSAGES as _RECORDS
from ui.settings import Language

_PAGES: dict[str, tuple[str, str]] = {
    # the page
    "name": ("有据", "Youju"),
    "page_title": ("有据 · 公文问答", "Youju · answers from official documents"),
    "tagline": ("只用原文回答，句句可查", "Answers only in the documents' own words"),
    "switch": ("English", "中文"),
    "switch_label": ("Switch to English", "切换到中文"),
    "welcome": ("想查什么？", "What are you looking for?"),
    "welcome_hint": (
        "有据在公文中找出回答您问题的那一句原文，标出要点，并附上出处；找不到时会如实说明。",
        "Youju finds the very sentence that answers you, marks the point and cites its source. "
        "When there is none, it says so.",
    ),
    "examples": ("试着问", "Try asking"),
    "ask_label": ("您的问题", "Your question"),
    "ask_placeholder": ("输入问题，按回车发送", "Type a question, press Enter to send"),
    "send": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "retry": ("重新回答", "Ask again"),
    "clear": ("清空对话", "Clear"),
    "conversation": ("对话", "Conversation"),
    # one exchange
    "you": ("问", "Q"),
    "searching": ("正在查找…", "Searching…"),
    "loading": ("正在准备模型…（约10秒）", "Preparing the model… (about 10 seconds)"),
    "stopped": ("已停止。可以重新回答，或换一个问题。", "Stopped. Ask again, or ask something else."),
    "read_as": ("理解为", "Read as"),
    "answer": ("回答", "Answer"),
    "copy": ("复制引用", "Copy quote"),
    "open": ("打开原文", "Open source"),
    "opens_new": ("在新窗口打开", "opens in a new window"),
    "more_quotes": ("另有 {count} 处相关原文", "{count} more related passages"),
    "computed": ("由引文计算", "Computed from the quotes"),
    "computed_rounded": ("（结果保留两位小数）", " (rounded to two decimals)"),
    "part_missing": ("没有依据", "No evidence"),
    "conflict": ("说法不一", "Figures differ"),
    "series": ("相关金额（表/图）", "Figures over the years (table and plot)"),
    "series_counts": ("历年数据（表/图）", "Figures over the years (table and plot)"),
    "series_year": ("年份", "Year"),
    "series_said": ("原文", "As quoted"),
    "series_plot": ("{title}，{first}年至{last}年", "{title}, {first} to {last}"),
    "near_misses": ("接近的原文（{count} 处，不是答案）", "Near passages ({count}, not an answer)"),
    "also_at": ("同文另载", "Also in"),
    "also_nth": ("第 {number} 处", "No. {number}"),
    "page": ("第 {number} 页", "p. {number}"),
    "table": ("表格", "Table"),
    "row_from_table": ("表中的一行", "A row of a table"),
    "recognised": ("据扫描件文字识别", "From OCR"),
    "expired": ("有效期已于{day}届满", "Expired on {day}"),
    "met": ("符合", "met"),
    "unmet": ("不符合", "not met"),
    "conditions": ("条件", "Conditions"),
    "refused": (
        "库中没有找到能直接回答这个问题的原文。",
        "The library holds no passage that answers this question directly.",
    ),
    "try_title": ("可以试试", "You could try"),
    "try_name": ("写明单位、文件名称或文号", "naming the agency, the document or its number"),
    "try_year": ("换一个年份或范围", "another year or range"),
    "try_file": ("若文件尚未入库，请管理员添加", "asking the administrator to add the missing document"),
    "state_superseded": ("已被代替", "Superseded"),
    "state_repealed": ("已废止", "Repealed"),
    "state_current": ("现行有效", "In force"),
    "superseded_by": ("已被{year}年版代替", "Superseded by the {year} version"),
    "open_successor": ("查看现行版", "Open the one in force"),
    "limited_to": ("限于", "Limited to"),
    "limit_year": ("{first}年", "in {first}"),
    "limit_years": ("{first}—{last}年", "{first} to {last}"),
    "limit_from": ("{first}年以来", "since {first}"),
    "limit_to": ("{last}年以前（含）", "up to {last}"),
    "try_filter": ("去掉或放宽筛选", "removing or widening the filters"),
    "upload": ("上传文件", "Add documents"),
    "reopened": (
        "{day}的回答，引文已重新与原文核对。",
        "Answered on {day}; its quotes have been compared with the documents again.",
    ),
    "reopened_gone": (
        "其中 {count} 处引文所在的文件已不能打开，未予显示。",
        "{count} of its quotes no longer open and are not shown.",
    ),
    "reopened_lost": (
        "当时引用的文件已不能打开（可能已移除，或您现在无权查看），可以重新回答。",
        "What was quoted then no longer opens: it was removed, or is not open to you. You may ask again.",
    ),
    "reopened_unreadable": (
        "这份对话记录无法读取，请从历史中删除它。",
        "This conversation cannot be read; please delete it from the history.",
    ),
    # filters
    "filter": ("筛选", "Filters"),
    "filter_set": ("已设的筛选", "Filters that are set"),
    "filter_clear": ("全部去掉", "Remove all"),
    "filter_remove": ("去掉", "Remove"),
    "filter_type": ("输入几个字，从列表中选", "Type, then choose from the list"),
    "filter_from": ("起始年份", "From"),
    "filter_to": ("截止年份", "To"),
    "filter_years": ("年份", "Years"),
    "filter_any": ("不限", "Any"),
    "filter_missing": ("库中没有这一项，请从列表中选。", "There is no such value; choose one from the list."),
    "region": ("地区", "Region"),
    "document": ("文件", "Document"),
    # the bar
    "tools": ("工具", "Tools"),
    "administer": ("管理", "Administration"),
    "display": ("显示", "Display"),
    "size": ("字号", "Type size"),
    "size_standard": ("标准", "Standard"),
    "size_large": ("大", "Large"),
    "size_largest": ("特大", "Largest"),
    "theme": ("颜色", "Colours"),
    "theme_system": ("跟随系统", "As the system"),
    "theme_light": ("浅色", "Light"),
    "theme_dark": ("深色", "Dark"),
    "history": ("历史", "History"),
    "history_where": (
        "只保存在这个浏览器里，最多50次对话；引文在打开时重新与原文核对。",
        "Kept in this browser only, 50 conversations at the most; quotes are read anew when opened.",
    ),
    "history_none": ("还没有对话。", "No conversations yet."),
    "history_delete": ("删除", "Delete"),
    "history_deleted": ("已删除", "Deleted"),
    "history_clear": ("全部删除", "Delete all"),
    "history_cleared": ("历史已全部删除", "The history has been deleted"),
    "history_sure": ("确定全部删除吗？再点一次。", "Delete all? Press once more."),
    "history_full": (
        "浏览器的存储空间不足，较早的对话已不再保留。",
        "The browser's storage is full; the older conversations were dropped.",
    ),
    "history_forgotten": (
        "服务重新启动过，这个问题没有接上前面的对话；前面的对话在“历史”中，可以重新打开再问。",
        "The service was restarted: this question was read without the conversation before it. "
        "Open that conversation again from the history, then ask.",
    ),
    "close": ("关闭", "Close"),
    # feedback
    "feedback": ("这个回答", "This answer"),
    "feedback_right": ("有用", "Useful"),
    "feedback_wrong_passage": ("不对", "Wrong"),
    "feedback_missing": ("不全", "Incomplete"),
    "feedback_comment": ("哪里不对或缺什么（可不填）", "What is wrong or missing (optional)"),
    "feedback_send": ("提交", "Send"),
    "feedback_thanks": ("已记下，谢谢。", "Noted, thank you."),
    "feedback_failed": ("未能记下，请稍后再试。", "Could not be noted; please try again later."),
    # errors
    "error": ("出错", "Error"),
    "session_ended": (
        "登录已失效或服务已重新启动，请重新打开本页；您的对话可从“历史”中找回。",
        "You were signed out, or the service was restarted. Reload the page; "
        "your conversations are in the history.",
    ),
    "reload": ("重新打开", "Reload"),
    "question_empty": ("请先输入问题。", "Please type a question first."),
    "question_too_long": (
        "问题太长了，请缩短到 {limit} 字以内再问；整段材料不必贴进来。",
        "The question is too long. Please keep it under {limit} characters.",
    ),
    "fault": (
        "服务出错，这次没有查完。请重新回答；若仍出错，请告诉管理员。",
        "Something went wrong, and the search did not finish. Ask again; "
        "if it happens again, tell the administrator.",
    ),
    "connection_lost": (
        "与服务器的连接断了，正在重新连接；连上后请再问一次。",
        "The connection to the server was lost; reconnecting. Please ask again then.",
    ),
    "queue_full": (
        "正在提问的人太多，请过一会儿再问。",
        "Too many people are asking just now. Please ask again in a moment.",
    ),
    "load_failed": (
        "服务未能启动，暂时不能回答。请管理员查看日志。",
        "The service could not start and cannot answer now. The administrator will find why in the log.",
    ),
    "library_empty": (
        "库中还没有文件。请管理员先读入文件，再来提问。",
        "The library is empty. The administrator needs to add documents first.",
    ),
    "library_busy": (
        "库正在更新，请过一会儿再问。",
        "The library is being updated. Please ask again in a moment.",
    ),
    "not_ready": ("正在准备，请过一会儿再问。", "Still getting ready. Please ask again in a moment."),
    # the reading view
    "back": ("返回提问", "Back to questions"),
    "outline": ("目录", "Outline"),
    "no_outline": ("本文没有小标题", "No headings"),
    "about": ("文件信息", "About"),
    "text": ("正文", "Text"),
    "to_mark": ("回到所引原文", "Back to the quote"),
    "title": ("标题", "Title"),
    "issuer": ("发文机关", "Issuer"),
    "number": ("文号", "Number"),
    "issued_on": ("成文日期", "Issued on"),
    "published_on": ("发布日期", "Published on"),
    "effective_on": ("施行日期", "In force from"),
    "expires_on": ("有效期至", "In force until"),
    "index_number": ("索引号", "Index number"),
    "site": ("来源", "Site"),
    "state": ("状态", "State"),
    "versions": ("版本", "Versions"),
    "version_n": ("第 {number} 版", "version {number}"),
    "version_shown": ("（当前）", " (shown)"),
    "source": ("原始文件", "Original file"),
    "old_version": (
        "这是第 {number} 版，已有更新的版本。",
        "This is version {number}; there is a newer one.",
    ),
    "newest": ("查看最新版", "Open the newest version"),
    "successor": ("查看现行文件", "Open the document in force"),
    "superseded_notice": ("本文已被代替，引用前请核对现行文件。", "This document has been superseded."),
    "repealed_notice": ("本文已废止，不再适用。", "This document has been repealed."),
    "expired_notice": ("{expired}，引用前请核对是否仍适用。", "{expired}; check whether it still applies."),
    "recognised_notice": (
        "正文由扫描件识别而来，可能有个别错字，引用前请与原件核对。",
        "This text was read from a scan by OCR and may hold mistakes; compare it with the original.",
    ),
    "reader_bad_span": (
        "链接中的位置不在这份文件里，请从回答处重新打开原文。",
        "The link points outside this document. Please open the source from the answer again.",
    ),
    "reader_not_found": (
        "没有这份文件，或没有这个版本；请检查链接是否完整。",
        "There is no such document or version. Please check that the link is complete.",
    ),
    "reader_removed": (
        "这份文件已从库中移除，不再提供。",
        "This document has been removed from the library.",
    ),
    "reader_fault": (
        "服务出错，暂时打不开这份文件。请稍后再试。",
        "Something went wrong and the document cannot be opened now. Please try again later.",
    ),
}

_MESSAGES = {**_PAGES, **_PEOPLE, **_CITE, **_RECORDS, **_ADMIN, **_EMBED}

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "zh": (
        "荔湾区2013-2015年给黔南州划拨了多少资金？",
        "荔湾区和福泉市的合作框架协议是哪天签的？",
        "粤桂到2017年底签约了几个产业扶贫项目？",
    ),
    "en": (
        "How much did Liwan transfer to Qiannan in 2013-2015?",
        "How much disaster relief did Liwan send to Fuquan after the landslide?",
    ),
}
"""Questions that the demo library answers."""


def text(key: str, language: Language, **values: object) -> str:
    """Return the sentence ``key`` in ``language``, with ``values`` filled in."""
    chinese, english = _MESSAGES[key]
    return (english if language == "en" else chinese).format(**values)


def keys() -> tuple[str, ...]:
    """Return every key, for the tests."""
    return tuple(_MESSAGES)


def has(key: str) -> bool:
    """Whether there is such a sentence."""
    return key in _MESSAGES


def other(language: Language) -> Language:
    """Return the language that the switch leads to."""
    return "zh" if language == "en" else "en"
