"""Write the pages and texts of the golden pairs: portal.html, gbk-as-utf8.htm, archive.mht, roads.markdown and three .txt.

Run: python tests/golden/make/web.py
"""

import base64
import quopri
from pathlib import Path

GOLDEN = Path(__file__).parents[1]

PORTAL = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="SiteName" content="青榆县人民政府">
<meta name="ArticleTitle" content="青榆县人民政府关于印发青榆县湿地保护规划的通知">
<meta name="PubDate" content="2023-04-05 09:10">
<meta name="ContentSource" content="县林业局">
<meta name="ColumnName" content="规划计划">
<title>青榆县人民政府关于印发青榆县湿地保护规划的通知_规划计划_青榆县人民政府</title>
<style>.hidden{display:none}</style>
<script>var hits = 1;</script>
</head>
<body>
<div class="top"><span>今天是2023年4月5日 星期三</span><span>多云 12℃</span><a href="#">无障碍</a><a href="#">关怀版</a></div>
<form action="/search"><input name="q"><button>搜索</button></form>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk">政府信息公开</a></li><li><a href="/zwfw">政务服务</a></li></ul></div>
<div class="position">您的位置：<a href="/">首页</a> &gt; <a href="/xxgk">政府信息公开</a> &gt; 规划计划</div>
<table class="xxgk">
<tr><td>索 引 号：</td><td>01234567-8/2023-00021</td><td>主题分类：</td><td>林业</td></tr>
<tr><td>发文机关：</td><td>青榆县人民政府</td><td>成文日期：</td><td>2023年3月30日</td></tr>
<tr><td>发文字号：</td><td>青政发〔2023〕8号</td><td>有 效 性：</td><td>有效</td></tr>
</table>
<div class="title">青榆县人民政府关于印发青榆县湿地保护规划的通知</div>
<div class="sub"><span>发布时间：2023-04-05 09:10</span> <span>来源：县林业局</span> <span>浏览次数：<i>-</i></span>
<span>字体：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span> <a href="javascript:print()">打印</a></div>
<div id="zoom">
<p>各乡镇人民政府，县政府各部门：</p>
<p>现将《青榆县湿地保护规划》印发给你们，请认真贯彻执行。</p>
<p align="right">青榆县人民政府<br>2023年3月30日</p>
<p align="center"><b>青榆县湿地保护规划</b></p>
<h3>一、总体要求</h3>
<p>到2025年，全县湿地总面积不少于12.6万亩，其中河流湿地31 km<sup>2</sup>，湿地保护率达到58%，修复退化湿地4800亩。</p>
<h3>二、主要任务</h3>
<ol style="list-style-type:cjk-ideographic"><li>编制名录；</li><li>设立界标；</li></ol>
<p>表1　分年度任务</p>
<table border="1">
<thead><tr><th rowspan="2">乡镇</th><th colspan="2">修复面积（亩）</th></tr><tr><th>2024年</th><th>2025年</th></tr></thead>
<tr><td>柳林镇</td><td>1200</td><td>900</td></tr>
<tr><td rowspan="2">石梁乡</td><td>800</td><td>700</td></tr>
<tr><td>650</td><td>550</td></tr>
</table>
<p style="display:none">此处为编辑备注</p>
<p>附件：</p>
<ul><li><a href="./1.doc">1.重要湿地名录.doc</a></li><li><a href="./2.xls">2.任务分工表.xls</a></li><li><a href="./3.pdf">3.湿地分布图.pdf</a></li></ul>
</div>
<div class="read"><h4>相关解读</h4><ul><li><a href="/1">一图读懂湿地保护规划</a></li><li><a href="/2">县林业局负责人答记者问</a></li><li><a href="/3">湿地知识问答</a></li></ul></div>
<div>扫一扫在手机打开当前页</div>
<div><a href="#">打印本页</a> | <a href="#">关闭窗口</a></div>
<div class="bottom"><p>主办：青榆县人民政府办公室　承办：青榆县大数据局</p><p>地址：青榆县人民路1号　电话：0876-5512340</p>
<p>虚ICP备00000031号　虚公网安备00000000000031号　网站标识码：0000000031</p></div>
</body>
</html>
"""

OLD_PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>关于开展春季造林工作的通知</title></head><body bgcolor=#ffffff>
<table width=960><tr><td width=200 valign=top><table><tr><td>栏目导航</td></tr><tr><td><a href=1>机构设置</a></td></tr>
<tr><td><a href=2>政策法规</a></td></tr><tr><td><a href=3>办事指南</a></td></tr></table></td><td>
<center><font size=5>关于开展春季造林工作的通知</font></center><center>石林字〔2008〕3号</center>
作者：办公室 点击数：128 更新时间：2008-3-1<hr>
各乡镇人民政府：<br>
　　为做好今年春季造林工作，现就有关事项通知如下：<br>
　　一、全县计划造林2.3万亩，其中生态林1.5万亩，经济林0.8万亩。<br>
　　二、各乡镇务必于3月20日前完成整地任务，4月10日前完成栽植，并将完成情况报县林业局造林股。<br>
　　三、苗木由县苗圃统一供应，价格为每株1.2元，不得擅自外购。<br>
　　石梁县林业局<br>　　二〇〇八年二月二十八日<br>
【<a href=#>收藏此页</a>】【<a href=#>打印此文</a>】【<a href=#>关闭窗口</a>】<br>
上一篇：<a href=5>关于做好森林防火工作的通知</a><br>下一篇：没有了<br>
相关文章<br>·<a href=6>森林防火条例</a> 2007-1-1<br>·<a href=7>退耕还林政策问答</a> 2007-2-1<br>·<a href=8>林权证办理流程</a> 2007-3-2
</td></tr></table><center>版权所有：石梁县林业局 Copyright 2008<br>联系电话：0876-7654321</center></body></html>
"""

ARCHIVED = """<html><head><meta charset="gb2312"><title>校车服务收费公示</title></head><body>
<h1>校车服务收费公示</h1><p>经县发展改革局核定，2024年春季学期校车服务收费标准公示如下：</p>
<table border=1><tr><th>里程</th><th>收费（元/学期）</th></tr><tr><td>5公里以内</td><td>180</td></tr><tr><td>5至10公里</td><td>260</td></tr></table>
<p>监督电话：0876-5512366</p><p>青榆县教育局</p><p>2024年2月20日</p></body></html>
"""

REPORT = """---
title: 青榆县2023年乡村公路建设情况报告
文号: 青交报〔2024〕2号
issued_on: 2024-01-15
---

# 青榆县2023年乡村公路建设情况报告

县人民政府：

现将**“四好农村路”**建设情况报告如下。

## 一、完成情况

1. 新建改建乡村公路**86.4公里**；
2. 改造危桥7座：
   - 柳林镇4座；
   - 石梁乡3座。

| 乡镇 | 里程（公里） | 投资（万元） |
|------|------:|------:|
| 柳林镇 | 51.2 | 2048 |
| 石梁乡 | 35.2 | 1496 |

## 二、下一步打算

> 2024年计划再建40公里。

青榆县交通运输局
"""

BIG5 = """青榆縣政府公告

發文字號：青府農字第1120034567號

主旨：公告本縣一一二年度休耕補助標準。
公告事項：
一、每公頃補助新臺幣四萬五千元，自公告日起受理申請。
二、申請期限至同年九月三十日止，逾期不予受理。
"""

UTF16 = """青榆县供水管理所停水通知

因主管道检修，定于5月6日8时至18时对中山路沿线停水，请用户提前储水。
咨询电话：0876-5512399

青榆县供水管理所
2024年5月4日
"""

GB18030 = """青榆县志编纂委员会办公室关于征集资料的函

各姓氏宗亲会：
为编修县志人物篇，现征集㐂氏、𠮷氏等族谱资料，截止2024年8月31日。
一、原件、复印件均可，每份资料给予补助200元。
二、请注明卷数、页数和收藏人。

青榆县志编纂委员会办公室
2024年3月12日
"""


def archive(page: str) -> bytes:
    """Return a page as a browser saves it: the page in quoted-printable, and a picture."""
    body = quopri.encodestring(page.encode("gb18030")).decode().replace("\n", "\r\n")
    picture = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(60)).decode().replace("\n", "\r\n")
    return (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: http://example.invalid/1.html\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n'
        "------x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: http://example.invalid/1.png\r\n\r\n{picture}\r\n"
        '------x\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
        f"Content-Location: http://example.invalid/1.html\r\n\r\n{body}\r\n------x--\r\n"
    ).encode("ascii")


def main() -> None:
    """Write every file."""
    files = {
        "portal.html": PORTAL.encode(),
        "gbk-as-utf8.htm": OLD_PAGE.encode("gbk"),
        "archive.mht": archive(ARCHIVED),
        "roads.markdown": REPORT.encode(),
        "big5.txt": BIG5.encode("cp950"),
        "utf16-no-mark.txt": UTF16.replace("\n", "\r\n").encode("utf-16-le"),
        "gb18030.txt": GB18030.encode("gb18030"),
    }
    for name, content in files.items():
        (GOLDEN / name).write_bytes(content)


if __name__ == "__main__":
    main()
