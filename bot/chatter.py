"""Turns that ask nothing of documents: greetings, orders to the machine, things to make, small talk, opinions."""

import re
from enum import StrEnum


class Chatter(StrEnum):
    """Why a turn is no question to documents."""

    COURTESY = "courtesy"  # 谢谢
    ORDER = "order"  # 忽略以上要求
    TASK = "task"  # 写一首诗
    TALK = "talk"  # 你是谁
    OPINION = "opinion"  # 你怎么看


_COURTESY = re.compile(
    r"(?:(?:你|您|大家)?好[啊呀的了吧]?|您?辛苦了?|哈喽|嗨|喂|在吗|早上好|上午好|中午好|下午好|晚上好|再见|拜拜"
    r"|(?:非常|十分|太)?(?:谢谢|感谢|多谢)(?:你|您|了|啦)?|嗯|哦|知道了|明白了?|收到|可以了?|行|没事了?|不用了|是的"
    r"|对的?|okay|ok|hi|hello|hey|thankyou|thanks|verymuch|goodbye|bye|test|测试一?下?){1,4}",
    re.I,
)
_COURTESY_LIMIT = 20  # characters
# What the machine was told: orders about that are no matter of documents.
_TOLD = r"(?:以上|上面|上述|前面|之前|先前|此前|刚才|你|系统|原有|原来|所有|一切|全部|任何)"
_ORDER = re.compile(
    rf"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|别管|抛开|绕过|不用遵守){_TOLD}(?:{_TOLD}|[的了我说给被这那些]|收到|得到|设定){{0,8}}"
    r"(?:要求|指令|指示|提示词?|规则|设定|限制|约束|内容|的话|对话|命令|规定|system|prompt)(?!的(?!话))"
    r"|(?:系统|system|初始|隐藏|内部|后台)\s*(?:提示词|prompt)|(?:你|您)的(?:系统)?(?:提示词?|指令|设定|密钥)"
    r"|(?:告诉|发给|给)我(?:你|系统|管理员|后台|服务器|数据库)?的?(?:密码|密钥|api\s*key|token|口令)"
    r"|(?:假装|扮演|装作)(?:你|自己)?(?:是|成|为)?|你现在是(?:一[个名位]|个|没有|不受|我的|dan)|从现在(?:开始|起)，?你"
    r"|越狱模式|开发者模式|\bjailbreak\b|\bdan mode\b"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}\b(?:instructions?|prompts?|rules|above|guidelines)\b"
    r"|\b(?:system|hidden|initial) (?:prompt|instructions|message)\b|\byou are now\b|\bpretend (?:to be|you)\b"
    r"|\bact as (?:a|an|if)\b|<\|?(?:system|im_start)",
    re.I,
)
_TASK = re.compile(
    r"(?:写|作|编|创作|来|讲|说|唱|画|生成)(?:出|一?下)?(?:一|几|两|三|\d)?(?:首|篇|段|个|则|支|幅|封)[^，。?？]{0,14}?"
    r"(?:诗|歌|词|散文|小说|故事|笑话|段子|作文|代码|脚本|画|剧本|谜语|情书)(?:吧|呗)?(?:$|[，。！!?？,.])"
    r"|(?:帮|给|替)我(?:翻译|润色|改写|续写)|请(?:翻译|润色|改写|续写)(?:一下|成|下面|以下|这)"
    r"|\b(?:write|compose|tell|sing)\b.{0,12}\b(?:poem|song|story|joke|essay|code|script|haiku)\b"
    r"|^[\d\s.+\-*/×÷()（）加减乘除以上去]*\d[\d\s.()（）]*(?:[+*×÷]|加上?|减去?|乘以?|除以)[\d\s.+\-*/×÷()（）加减乘除以上去]*"
    r"(?:等于|是|得|=)*(?:多少|几)?[?？]?$",
    re.I,
)
_TALK = re.compile(
    r"^(?:请问)?(?:你|您)(?:到底|究竟)?(?:是|叫)(?:谁|什么(?:名字)?|哪个(?:模型|公司)|人|机器人|ai|真人)吗?[的呢啊]*[?？]?$"
    r"|^(?:你|您)(?:几岁|会(?:做|干)?什么|能(?:做|干)什么|吃(?:饭)?了吗|爱我吗|在干(?:嘛|什么)|无聊吗)"
    r"|^(?:陪我聊|聊聊天|我(?:好|很|太|有点)?(?:无聊|难过|开心|想你|爱你|喜欢你)[了啊呀]*$)"
    r"|(?:今天|明天|后天|这几天|本周|周末).{0,8}(?:天气|下雨|气温)|^.{0,6}天气(?:怎么样|好吗|预报)[呢啊]?[?？]?$"
    r"|今天(?:是)?(?:星期|周|礼拜)几|现在几点(?:了|钟)?[?？]?$"
    r"|^\s*who are you\b|^\s*what(?:'s| is) your name\b|^\s*how are you\b|\bweather (?:today|tomorrow|like)\b",
    re.I,
)
_OPINION = re.compile(
    r"(?:你|您)(?:个人|自己)?(?:怎么看|觉得|认为|的看法|的意见|喜欢|推荐)|好不好看|好看吗|好吃吗|好玩吗|帅不帅|谁更好|哪个更好"
    r"|^(?:do|did) you (?:think|like|believe|love)\b|\byour (?:opinion|favou?rite|view)\b",
    re.I,
)
_MARKS = re.compile(r"[\s，。！!?？~～.、,…]+")
_PATTERNS = {
    Chatter.ORDER: _ORDER,
    Chatter.TASK: _TASK,
    Chatter.TALK: _TALK,
    Chatter.OPINION: _OPINION,
}


def chatter(text: str) -> Chatter | None:
    """Return why ``text`` is no question to documents, or None where it may be one."""
    plain = _MARKS.sub("", text)
    if len(plain) <= _COURTESY_LIMIT and _COURTESY.fullmatch(plain):
        return Chatter.COURTESY
    stripped = text.strip()
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(stripped)), None)
