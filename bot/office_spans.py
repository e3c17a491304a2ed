"""Names of offices, firms and schools in running text, without the words that lead to them."""

import re
from collections.abc import Iterator

_OFFICE = re.compile(
    r"(?!由)[\u4e00-\u9fff·]{2,24}?(?:人民政府|办公[室厅]|委员会|管委会|领导小组|指挥部|党委|党校|[^\s各有该]厅"
    r"|国家税务总局[\u4e00-\u9fff]{2,8}税务局|[^\s各当格布结总]局|总局(?![\u4e00-\u9fff]{2,8}税务局)|[^问干内外]部(?![门分长署])"
    r"|研究[院所]|法院|检察院|学院|大学|中学|小学|学校|幼儿园|医院|集团(?:股份)?有限(?:责任)?公司|公司|集团(?!有限|股份)|银行"
    r"|协会|联合会|基金会|中心|总站|合作社|供销社|事务所|派出所|分局|支队|街道办事处|服务站|窗口|[协贫汛创防]办(?![理法事公])"
    r"|委(?![托员会派任]))"
)
# What stands before a name and is no part of it; the same character inside a name is let be (大同, 对外, 和平).
_LEADS = re.compile(
    r"以及|由|经(?![济贸营开信协发])|向(?!阳)|与|(?<!呼)和(?![平谐田顺硕静])|及|(?<!大)同(?![心济仁江])|跟|请|报(?!业|社)"
    r"|送|(?<!外)(?<!公)交(?!通)|给|(?<!无)为|是|在|到|至(?!善)|委托|联合(?!会|社|国|大)|会同|提交|根据|按照|依据|其中|各|赴|驻(?!马店)"
    r"|挂靠|隶属于?|通过|协调|组织(?!部)|授权|聘请|邀请|要求|指导|统一(?!战)|对(?!外|口|台)|从"
)


def organisations(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of names of offices, in order."""
    for match in _OFFICE.finditer(text):
        start, end = match.span()
        ends = [lead.end() for lead in _LEADS.finditer(text, start, end) if end - lead.end() >= 3]
        yield max([start, *ends]), end
