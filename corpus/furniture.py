"""What a web page adds to a document: menus, tools, counters, adverts, footers.

Two kinds of rules. Some lines can only be furniture ("【打印】【关闭】"), in a file of any format. Others
("登录", "相关链接") may well be a line of an office's own, so they go only where something else shows
that the text was taken from a web page.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.parse.models import Block

_LINE = 120  # characters; a longer line holds something of the document's own
_SEPARATORS = re.compile(r"[\s|｜丨>»›•·/、,，\-—:：]+")

# Tools and counters, as they stand among the labels of a page or on lines of their own.
_COUNTER = r"(?:点击|浏览|访问|阅读)(?:次数|量|数|率)?\s*[:：]\s*(?:-+|\d+)?(?:\s*次)?"
_SIZES = r"(?:[\[【(（]?\s*(?:特大|超大|大|中|小|默认)\s*[\]】)）]?[\s|/]*)"
_FONT = rf"[【\[(（]?\s*(?:我要)?(?:字\s*[体号]|字体大小)\s*[:：]?\s*{_SIZES}*[】\])）]?"
_SIZE_BUTTONS = (
    r"[【\[(（]\s*大\s*[】\])）]?[\s|/]*[\[【(（]?\s*中\s*[】\])）]?[\s|/]*[\[【(（]?\s*小\s*[】\])）]"
)
_BUTTON_WORDS = (
    r"(?:打\s*印|关\s*闭|收\s*藏|分\s*享|(?:我要)?纠\s*错|下\s*载|返\s*回|复制链接|推荐|评论|朗读|语音播报)"
    r"(?:本页|此页|本文|全文|窗口|页面|网页|正文|顶部|首页|列表)?"
)
_TARGETS = (
    r"(?:微信(?:好友|朋友圈)?|(?:新浪|腾讯)?微博|QQ(?:空间|好友)?|朋友圈|人人网|豆瓣|钉钉|百度贴吧|更多)"
)
_SHARE = rf"分享(?:到|至|给)?\s*[:：]\s*(?:{_TARGETS}[\s|、/]*)*|分享(?:到|至|给)\s*(?:{_TARGETS}[\s|、/]*)+"
_SURE_TOOL = rf"{_COUNTER}|{_FONT}|{_SIZE_BUTTONS}|[【\[]\s*{_BUTTON_WORDS}\s*[】\]]|{_SHARE}"
_TOOL = re.compile(
    rf"(?:^|(?<=[\s|｜】\])）·>]))(?:(?P<sure>{_SURE_TOOL})|{_BUTTON_WORDS}|{_TARGETS})(?=[\s|｜【\[(（·>]|$)"
)
_TOOL_HINT = re.compile(
    r"点击|浏览|访问|阅读|字\s*[体号]|打\s*印|关\s*闭|分\s*享|收\s*藏|纠\s*错|下\s*载|返\s*回|复制|推荐|评论|朗读|语音|微信|微博|QQ|朋友圈"
    r"|[【\[(（]\s*大"
)
_EDGE = " \t\u00a0\u3000|｜丨·•>"
_LABEL_WORDS = (
    r"(?:信息)?来\s*源|稿源|作\s*者|(?:责任)?编辑|责编|供稿|发布(?:机构|单位|时间|日期|人|者)?|时\s*间|日\s*期|文\s*号"
    r"|索引号|信息索引|主题词|主题分类|信息分类|分\s*类|名\s*称|标\s*题|成文日期|发文(?:机关|日期|字号)|体裁|关键词"
    r"|有效性|生成日期|更新时间"
)
_LABEL = re.compile(rf"(?:^|[\s|｜【\[])(?:{_LABEL_WORDS})\s*[:：]")
_DATE = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]")
_EMPTY_LABELS = re.compile(rf"(?:[【\[]?\s*(?:{_LABEL_WORDS})\s*[】\]]?\s*[:：][\s|｜]*)+")

# Lines that are furniture in a file of any format.
_SURE = re.compile(
    r"""^[\s>»|·•\-]*(?:
      (?:您|你|当前|现在|目前|所在)+的?(?:所在)?的?位置\s*[:：].*(?:首页|主页|正文|[>»›→/]).*
    | (?:.{0,24}(?:获取|下载|安装|需要|启用).{0,12})Adobe\s*Flash\s*Player.{0,24}
    | .{0,30}(?:您的)?浏览器版本(?:过低|太旧).{0,60}
    | (?:用?手机)?扫一扫.{0,4}(?:在?手机|分享|打开|浏览|访问).{0,20} | .*“扫一扫”即可将网页分享.*
    | (?:上|下)一[篇条]\s*[:：].*
    | .*您是第\s*[\d,]*\s*位(?:访问|浏览)者.* | 您访问的链接即将离开.*
    | (?:网站首页|首页)\s*(?:[|｜]\s*[^|｜]{1,12})+
    | (?:[^|｜]{1,12}[|｜]\s*)*(?:设为首页|加入收藏|网站地图)\s*(?:[|｜]\s*[^|｜]{1,12})*
    | 本站(?:资源|内容|所有信息)?未经(?:许可|授权).*
    )\s*$""",
    re.X,
)
# Words of which the lines around a page's content are made; none of them ends a document's own line.
_PORTAL_WORD = (
    r"登录|登陆|注册|退出|首页|网站首页|主页|设为首页|加入收藏|收藏本站|RSS(?:订阅)?|无障碍(?:阅读|浏览|版|模式|服务)?|长者(?:模式|版|专区|助手)?|关怀版"
    r"|适老(?:化|版)|老年模式|网站(?:地图|导航|声明|支持IPv6)|联系(?:我们|方式)|关于(?:我们|本站)|电话咨询|在线(?:咨询|客服)|智能(?:问答|客服|机器人)"
    r"|网警|繁[體体](?:版|中文)?|简体(?:版|中文)?|ENGLISH|English|EN|手机版|移动版|触屏版|电脑版|客户端|移动客户端|微门户|个人中心|用户中心|我的主页"
    r"|政务(?:微博|微信|新媒体)|官方(?:微博|微信)|邮箱|站内搜索|搜索|高级搜索|检索|今天是.{0,24}|欢迎(?:您|访问|光临).{0,24}|返回顶部|回到顶部|正在加载.{0,6}"
    r"|加载中.{0,6}|更多(?:>+)?|法律声明|隐私(?:声明|政策)|版权声明|免责声明|意见反馈|网站纠错|政府网站找错|党政机关|工作邮箱|隐藏|展开|收起"
)
_CHANNEL_WORD = (
    r"政府信息公开(?:目录|指南|专栏|平台|网|制度)?|信息公开(?:目录|指南|专栏)?|政务公开|政务服务|政务动态|互动交流|公众参与|办事(?:大厅|服务)|便民服务"
    r"|规章库|行政规范性文件(?:库)?|政策文件(?:库)?|政策法规|法律法规|法规(?:政策|文件)|政策(?:解读)?|解读回应|要闻(?:动态)?|新闻(?:中心|动态|资讯)|通知公告"
    r"|公告公示|公示公告|工作动态|领导(?:之窗|信息)|机构(?:职能|设置|概况)|走进.{2,4}|专题专栏|数据(?:开放|发布)|统计(?:数据|公报)|文件(?:下载|中心)|正文"
)
_OTHER_TOKEN = (
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|星期[一二三四五六日天]|周[一二三四五六日]|农历.{2,10}|天气.{0,12}|[\d:]+"
    r"|[\u4e00-\u9fff]{2,24}(?:人民政府|政府|委员会|管委会|局|厅|部|网|网站|门户|平台|在线)"
)
_PORTAL = re.compile(_PORTAL_WORD)
_CHANNEL = re.compile(rf"{_PORTAL_WORD}|{_CHANNEL_WORD}|星期[一二三四五六日]")
_OTHER = re.compile(_OTHER_TOKEN)
_OFFICE_BANNER = re.compile(
    r"[\u4e00-\u9fff（）()、]{2,80}(?:政府)?信息公开(?:目录|专栏|平台|网)?|[\u4e00-\u9fff]{2,20}门户网站"
)
_RELATED = re.compile(
    r"""[\s>»|·•【\[]*(?:
      (?:相关|延伸|推荐|热门|热点|最新|更多|精彩)(?:链接|阅读|文章|新闻|报道|推荐|资讯|稿件|解读|信息|专题|内容|法律法规|政策|文档)
    | 友情链接|站内导航|快速导航|栏目导航|网站导航|热点排行|点击排行|阅读排行|法律热点|咨询律师|更多律师|猜你喜欢
    | 图片新闻|阅读原文|(?:原文|本文)?链接(?=\s*[:：]\s*http)
    )[】\]]*\s*(?:[:：].{0,80})?$""",
    re.X,
)
_GREETING = re.compile(r"\s*(?:今天是|现在是|欢迎您?(?:访问|光临|来到|使用|浏览)).{0,60}$")
# A line that only the foot of a page holds, and lines that stand beside it.
_FOOTER = re.compile(
    r"[\u4e00-\u9fff]\s?ICP\s*(?:备|证)?[\s:：]*(?:第|字|\d)|ICP备案(?:号|编号)|公网安备|网站标识码|版权所有\s*[:：©]|版权所有.{0,20}[网站府]|©"
    r"|Copyright\s*(?:\(c\)|\d|©)|All\s+Rights?\s+Reserved|Produced\s+By|政府网站标识"
)
_BESIDE_FOOTER = re.compile(
    r"(?:主办|承办|协办|维护|管理)单位?\s*[:：]|技术支持\s*[:：]|(?:建议|最佳).{0,12}(?:浏览|分辨率)|(?:网站)?备案(?:序)?号"
    r"|网站(?:维护|管理|地图|声明|标识)|^(?:免责|版权|网站|隐私)声明|您是第|访问者"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:](?:\s*[”」』）)])?(?:\s*[（(][^（）()]{2,20}[)）])?$")
_DATE_LINE = re.compile(
    r"^[\s(（]*(?:\d{4}|[二〇○零一九十OＯ]{4})\s*年\s*[\d〇零一二三四五六七八九十]+\s*月.{0,12}$"
)
_ATTACHMENT = re.compile(r"^\s*附件|^\s*附\s*[:：]|^[（(]?(?:抄送|主送|联系人|联系电话|公开方式|经办人)")
_NUMBERED = re.compile(
    r"第.{1,8}[条款]|[〇一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、](?!\d)|特此|[本此].{0,12}自.*[施执]行"
)
_BODY_LINE = 30  # characters; a longer line that ends as a sentence is body text, and any numbered one
_HEAD = 8  # lines at the top of a page that may be its banner


def without_furniture(blocks: Sequence[Block], *, is_page: bool = False) -> list[Block]:
    """Return the blocks without those that are a web page's own.

    Args:
        blocks: tidy lines.
        is_page: the format says that this is a web page; else the lines must show it.
    """
    page = is_page or any(block.row is None and _shows_page(block.text) for block in blocks)
    if page:
        blocks = _without_footer(blocks)
    own: list[Block] = []
    for i, block in enumerate(blocks):
        if block.level == 1 or (block.row is not None and not is_page):
            own.append(block)  # a title, or a table of a format that has no page around it
        elif block.row is not None:
            own.extend([] if is_furniture(block.text.replace("\t", " "), is_page=True) else [block])
        elif not is_furniture(block.text, is_page=page) and not (page and _is_left_over(blocks, i)):
            own.extend(_without_tools(block))
    return _without_banner(own) if page else own


def is_furniture(text: str, *, is_page: bool) -> bool:
    """Tell whether a line is furniture by its words, wherever it stands."""
    if len(text) > _LINE:
        return False
    if _SURE.match(text) or _is_tools(text, is_page=is_page):
        return True
    if not is_page:
        return False
    return bool(_GREETING.match(text)) or _is_made_of(_PORTAL, text)


def is_footer(text: str) -> bool:
    """Tell a line that only the foot of a web page holds."""
    return len(text) <= 2 * _LINE and bool(_FOOTER.search(text))


def is_body(text: str) -> bool:
    """Tell a line that is surely of the document: a sentence, a numbered line, a date, an annex."""
    if len(text) <= 2 * _LINE and (_FOOTER.search(text) or _BESIDE_FOOTER.search(text)):
        return False
    if _DATE_LINE.match(text) or _ATTACHMENT.match(text) or "\t" in text or _NUMBERED.match(text):
        return True
    return len(text) >= _BODY_LINE and bool(_SENTENCE_END.search(text))


def is_banner(text: str) -> bool:
    """Tell a line above the title that is made of a site's name, its channels and its tools."""
    plain = text.replace("\t", " ")
    if len(plain) > _LINE:
        return False
    return _is_made_of(_CHANNEL, plain) or bool(_OFFICE_BANNER.fullmatch(plain))


def has_label(text: str) -> bool:
    """Tell a line of labels and their values (发布日期：…), or one that holds a date."""
    return bool(_LABEL.search(text) or _DATE.search(text))


def _shows_page(text: str) -> bool:
    if len(text) > _LINE:
        return False
    if _SURE.match(text) or _FOOTER.search(text):
        return True
    return any(match["sure"] for match in _tools(text)) and (
        has_label(text) or _is_tools(text, is_page=False)
    )


def _is_made_of(words: re.Pattern[str], text: str) -> bool:
    """Tell a line of nothing but menu words, at least one of them of ``words``, and names and dates."""
    tokens = [token for token in _SEPARATORS.split(text) if token]
    if not any(words.fullmatch(token) for token in tokens):
        return False
    return all(_CHANNEL.fullmatch(token) or _OTHER.fullmatch(token) for token in tokens)


def _is_left_over(blocks: Sequence[Block], i: int) -> bool:
    """Tell the label of a value or of a list that is not there; what follows may be it, on its own line."""
    text = blocks[i].text
    following = blocks[i + 1].text if i + 1 < len(blocks) else ""
    if _RELATED.match(text):
        return not is_body(following)
    if not following or not _EMPTY_LABELS.fullmatch(text):
        return False
    return is_furniture(following, is_page=True) or bool(_LABEL.match(following))


def _tools(text: str) -> list[re.Match[str]]:
    return list(_TOOL.finditer(text)) if _TOOL_HINT.search(text) else []


def _is_tools(text: str, *, is_page: bool) -> bool:
    """Tell a line that holds tools and nothing else; without a page, one of them must be beyond doubt."""
    tools = _tools(text)
    if not tools or not (is_page or any(match["sure"] for match in tools)):
        return False
    rest = _TOOL.sub("", text)
    return not rest.strip(_EDGE + "【】[]()（）:：-—")


def _without_tools(block: Block) -> list[Block]:
    """Cut counters and tools out of a line of labels; what stood around them are lines of their own."""
    text = block.text
    if len(text) > _LINE or block.breaks:
        return [block]
    tools = _tools(text)
    if not any(match["sure"] for match in tools) or not has_label(text):
        return [block]
    pieces = []
    position = 0
    for match in tools:
        pieces.append(text[position : match.start()])
        position = match.end()
    pieces.append(text[position:])
    shown = (piece.strip(_EDGE).strip() for piece in pieces)
    return [replace(block, text=piece) for piece in shown if piece and not _EMPTY_LABELS.fullmatch(piece)]


def _without_banner(blocks: list[Block]) -> list[Block]:
    """Drop the lines at the top that name the site and its channels; the first other line ends them."""
    first = 0
    while first < min(_HEAD, len(blocks) - 1) and not blocks[first].level and is_banner(blocks[first].text):
        first += 1
    return blocks[first:]


def _without_footer(blocks: Sequence[Block]) -> Sequence[Block]:
    """Cut the foot of the page: from the first line after the body that belongs to it."""
    # a telephone or a date below the first footer line may be the site's: only sentences are surely not
    last = max((i for i, block in enumerate(blocks) if _is_text(block.text)), default=-1)
    foot = next((i for i in range(last + 1, len(blocks)) if is_footer(blocks[i].text)), len(blocks))
    first = max((i for i in range(foot) if is_body(blocks[i].text)), default=-1) + 1
    if first == 0:
        return blocks[:foot]  # no line is surely the body: spare what can be
    has_footer = foot < len(blocks)
    cut = (i for i in range(first, foot) if _begins_foot(blocks[i].text, has_footer=has_footer))
    return blocks[: next(cut, foot)]


def _is_text(text: str) -> bool:
    return is_body(text) and not _ATTACHMENT.match(text) and not _DATE_LINE.match(text)


def _begins_foot(text: str, *, has_footer: bool) -> bool:
    """Tell the first line below the body that is the page's; without a sure footer line, a list of others."""
    if _RELATED.match(text):
        return True
    return has_footer and (
        bool(_BESIDE_FOOTER.search(text)) or is_furniture(text, is_page=True) or is_banner(text)
    )
