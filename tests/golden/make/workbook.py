"""Make the golden spreadsheets: xlsx by XlsxWriter, xls and et from it by LibreOffice, and a csv in GB18030.

LibreOffice's output differs from run to run in its time stamps, so run this only to change the files:

    python tests/golden/make/workbook.py
"""

import datetime
import shutil
import subprocess
import tempfile
from pathlib import Path

import xlsxwriter

GOLDEN = Path(__file__).parents[1]
_CSV = """编号,事项,办理时限,说明
1,残疾人证补发,5个工作日,"须带身份证,一寸照片两张"
2,老年优待证办理,3个工作日,"本人到场；
代办须有委托书"
3,公租房申请,30个工作日,
"""


def make(path: Path) -> None:
    """Write the workbook: a budget under a two-level head, a list of projects, a hidden and a blank sheet."""
    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0.0%"})
    month = book.add_format({"num_format": 'yyyy"年"m"月"'})
    budget = book.add_worksheet("预算执行")
    budget.merge_range("A1:F1", "青榆县2031年上半年预算执行情况表")
    budget.write_row("A2", ["编制单位：县财政局", "", "", "", "", "单位：万元"])
    for place, words in {
        "A3:A4": "科目",
        "B3:C3": "年初预算",
        "D3:E3": "上半年执行",
        "F3:F4": "执行率",
    }.items():
        budget.merge_range(place, words)
    budget.write_row("B4", ["收入", "支出", "收入", "支出"])
    budget.merge_range("A5:A6", "农林水")
    budget.write_row("B5", [1200, 1150.5, 640, 602.25])
    budget.write("F5", 0.5335, percent)
    budget.write_row("B6", [300, 280, 150, 141])
    budget.write("F6", 0.503, percent)
    budget.write_row("A7", ["教育", 2400, 2380, 1205, 1190])
    budget.write("F7", 0.5, percent)
    budget.write("A8", "注：执行率为支出执行数占年初支出预算的比重。")
    projects = book.add_worksheet("重点项目")
    projects.write_row("B2", ["项目", "开工时间", "是否完工"])
    projects.write("B3", "城北水厂扩建")
    projects.write("C3", datetime.date(2030, 3, 1), month)
    projects.write("D3", False)
    projects.write("B5", "石桥河堤防加固")
    projects.write("C5", datetime.date(2029, 11, 1), month)
    projects.write("D5", True)
    hidden = book.add_worksheet("底稿")
    hidden.write("A1", "未公开的底稿")
    hidden.hide()
    book.add_worksheet("空表")
    book.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "budget.xlsx"
        make(source)
        office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        subprocess.run([*office, "--convert-to", "xls", "--outdir", folder, source], check=True)
        shutil.copy(source, GOLDEN)
        shutil.copy(source.with_suffix(".xls"), GOLDEN)
        shutil.copy(source.with_suffix(".xls"), GOLDEN / "budget-wps.et")
    (GOLDEN / "services.csv").write_bytes(_CSV.replace("\n", "\r\n").encode("gb18030"))
